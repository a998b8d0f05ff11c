import type { Program } from '../program/program.ts';
import type { Action, State } from '../program/state.ts';
import { ask, type Touched } from '../reference/watchedViews.ts';
import type { Access, TraceFailure } from './trace.ts';

/** An access of a step that is known. */
type Touch = Omit<Access, 'step'>;

/** The field or row that a message names first, as `page[1].count`, and its row. */
export function namedIn(message: string): { readonly path: string; readonly row: string } | undefined {
  const named = /([A-Za-z_]\w*\[\d+\])(?:\.\w+|\[\d+\])*/.exec(message);
  return named === null ? undefined : { path: named[0], row: named[1]! };
}

/** Whether a path is another one or lies inside of it. */
export function isWithin(path: string, wanted: string): boolean {
  return path === wanted || path.startsWith(`${wanted}.`) || path.startsWith(`${wanted}[`);
}

/**
 * What a failing step does to what its failure is about: the first touch of the field, or else of the row, that the
 * message names; where it names none, the last touch before the recipe gave up, which decided that. Undefined where
 * the step fails by what it leaves behind and not by a touch. The recipe runs on a copy of the state, unchecked.
 */
export function failingAccess(
  program: Program,
  state: State,
  action: Action,
  { check, message }: TraceFailure,
): Touch | undefined {
  const { touched, threw } = touchesOf(program, state, action);
  const named = namedIn(message);
  if (named !== undefined) {
    const seen = touched.filter(({ path }) => !isBookkeeping(program, path));
    const first = [named.path, named.row].flatMap((wanted) =>
      seen.filter(({ path }) => isWithin(path, wanted)).slice(0, 1),
    )[0];
    return first === undefined ? undefined : accessTo(first.path, touched);
  }
  const last = touched.at(-1);
  if (!threw || last === undefined) return undefined;
  // Whoever frees a row touches nothing of it but what says whether it is there.
  if (isBookkeeping(program, last.path) && check.includes('free'))
    return { kind: 'free', path: rowOf(last.path)! };
  return accessTo(last.path, touched);
}

/** What the guard and the effect of an action touch of the shared state, and whether one of them gives up. */
export function touchesOf(
  program: Program,
  state: State,
  action: Action,
): { touched: Touched[]; threw: boolean } {
  const { body } = program.threads[action.thread]!;
  const { guard, effect } = body.labels[action.label]!.branches[action.branch]!.alternative;
  const touched: Touched[] = [];
  for (const recipe of [guard, effect]) {
    if (recipe === undefined) continue;
    const answer = ask(program, state, action, recipe);
    touched.push(...answer.touched);
    if (answer.threw) return { touched, threw: true };
  }
  return { touched, threw: false };
}

/** Reading a field and writing it in one step is one access, as an increment is. */
function accessTo(path: string, touched: readonly Touched[]): Touch {
  const kinds = new Set(touched.filter((one) => one.path === path).map(({ kind }) => kind));
  return { kind: kinds.size === 2 ? 'read-write' : [...kinds][0]!, path };
}

/** The row that a path leads through, if it does. */
export function rowOf(path: string): string | undefined {
  return /^\w+\[\d+\]/.exec(path)?.[0];
}

/** Whether a field is one that the table keeps of its rows for itself. */
function isBookkeeping({ schema }: Program, path: string): boolean {
  const [, table, field] = /^(\w+)\[\d+\]\.(\w+)/.exec(path) ?? [];
  const node = table === undefined ? undefined : schema.fields.get(table);
  return node?.kind === 'table' && node.row.lifetime?.untouched.includes(field!) === true;
}
