import { answer, type Touched } from '../meaning/answer.ts';
import { type Field, isWithin } from '../program/fields.ts';
import type { Program } from '../program/program.ts';
import type { State } from '../program/state.ts';
import type { Step } from '../program/step.ts';
import type { About, Access, TraceFailure } from './trace.ts';

/** An access of a step that is known. */
type Touch = Omit<Access, 'step'>;

/** The field or row of a path, and its row; undefined for a path that leads into no row. */
export function aboutPath({ fields }: Program, path: string): About | undefined {
  for (const field of fields) {
    if (field.row === undefined) continue;
    const row = field.row.path;
    if (isWithin(path, row) && isWithin(field.path, path)) return { path, row };
  }
  return undefined;
}

/** A field, and the row that it lies in: itself where it is in none. */
export const aboutField = ({ path, row }: Field): About => ({ path, row: row?.path ?? path });

/**
 * What a failing step does to what its failure is about: the first touch of the field, or else of the row, that it
 * names; where it names none, the last touch before the recipe gave up, which decided that. Undefined where the step
 * fails by what it leaves behind and not by a touch. The recipe runs on a copy of the state, unchecked.
 */
export function failingAccess(
  program: Program,
  state: State,
  step: Step,
  { about, frees }: TraceFailure,
): Touch | undefined {
  const { touched, threw } = touchesOf(program, state, step);
  if (about !== undefined) {
    const seen = touched.filter(({ field }) => !field.bookkeeping);
    const first = [about.path, about.row].flatMap((wanted) =>
      seen.filter(({ field }) => isWithin(field.path, wanted)).slice(0, 1),
    )[0];
    return first === undefined ? undefined : accessTo(first.field, touched);
  }
  const last = touched.at(-1);
  if (!threw || last === undefined) return undefined;
  // Whoever frees a row touches nothing of it but what says whether it is there.
  if (last.field.bookkeeping && frees === true) {
    const row = last.field.row!.path;
    return { kind: 'free', path: row, row };
  }
  return accessTo(last.field, touched);
}

/** What the guard and the effect of a step touch of the shared state, and whether one of them gives up. */
export function touchesOf(
  program: Program,
  state: State,
  step: Step,
): { readonly touched: readonly Touched[]; readonly threw: boolean } {
  const touched: Touched[] = [];
  for (const part of ['guard', 'effect'] as const) {
    const given = answer(program, state, step, part);
    touched.push(...(given?.touched ?? []));
    if (given?.threw) return { touched, threw: true };
  }
  return { touched, threw: false };
}

/** Reading a field and writing it in one step is one access, as an increment is. */
function accessTo(field: Field, touched: readonly Touched[]): Touch {
  const kinds = new Set(touched.filter((one) => one.field === field).map(({ kind }) => kind));
  return { kind: kinds.size === 2 ? 'read-write' : [...kinds][0]!, ...aboutField(field) };
}
