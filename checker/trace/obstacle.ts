import type { FlatLabel } from '../program/body.ts';
import { findLocks } from '../program/locks.ts';
import type { Program } from '../program/program.ts';
import type { SizedNode } from '../program/sizedSchema.ts';
import type { Action, State } from '../program/state.ts';
import { heldOffBy } from '../program/turns.ts';
import { ask, type Read } from '../reference/watchedViews.ts';

/**
 * Why a thread has no step in a state: the thread that holds its CPU, the locks it needs and who holds them, or the
 * condition that does not hold.
 */
export function whyBlocked(program: Program, state: State, thread: number): string {
  const holder = heldOffBy(program, state, thread);
  if (holder !== undefined) return cpuHeld(program, state, holder);
  const at = state.threads[thread]!.label;
  const label = program.threads[thread]!.body.labels[at]!;
  const guards = label.branches.flatMap(({ alternative: { guard } }, branch) =>
    guard === undefined ? [] : [{ guard, action: { thread, label: at, branch, row: 0 } }],
  );
  const reads = guards.flatMap(({ guard, action }) => ask(program, state, action, guard).reads);
  const held = heldLocks(program, state, thread, reads);
  if (held.length > 0) return held.join(', and ');
  const name = guards.map(({ guard }) => guard.name).find((text) => text !== '' && text !== 'guard');
  return `${name === undefined ? 'its condition does not hold' : `${name} does not hold`}${values(reads)}`;
}

/** Who holds a CPU, and what it does: `CPU 0 is held by kswapd, which spins at spin_lock`. */
export function cpuHeld({ threads }: Program, state: State, holder: number): string {
  const { cpu, name, body } = threads[holder]!;
  // Who has ended holds no CPU.
  const label = body.labels[state.threads[holder]!.label]!;
  return `CPU ${cpu} is held by ${name}, which ${label.form === 'spin' ? 'spins' : 'is'} at ${label.name}`;
}

/** What a test decided in the state that the action started from, and by which values: `page_mapped is false (...)`. */
export function whyDecided(program: Program, state: State, action: Action): string {
  const label = program.threads[action.thread]!.body.labels[action.label]!;
  const { effect } = label.branches[action.branch]!.alternative;
  if (effect === undefined) return `${label.name} decides so`;
  const { result, reads } = ask(program, state, action, effect);
  return `${nameOf(effect, label)} is ${Boolean(result)}${values(reads)}`;
}

/** What the effect of an action looked at in the state that it started from. */
export function valuesSeen(program: Program, state: State, action: Action): string {
  const label = program.threads[action.thread]!.body.labels[action.label]!;
  const { effect } = label.branches[action.branch]!.alternative;
  return effect === undefined ? '' : values(ask(program, state, action, effect).reads);
}

function nameOf(effect: { readonly name: string }, label: FlatLabel): string {
  return effect.name === '' ? label.label : effect.name;
}

function values(reads: readonly Read[]): string {
  const texts = reads.map(({ path, value }) => `${path} = ${value}`);
  return texts.length === 0 ? '' : ` (${[...new Set(texts)].join(', ')})`;
}

/** The locks among what was read that others hold, each with its holders. */
function heldLocks(program: Program, state: State, thread: number, reads: readonly Read[]): string[] {
  return findLocks(program.schema).flatMap((lock) => {
    if (!reads.some(({ path }) => path.startsWith(`${lock.path}.`))) return [];
    const holders = program.threads.filter((t) => t.index !== thread && lock.heldBy(state.shared, t.index));
    if (holders.length === 0) return [];
    const who = holders.map(({ name, body, index }) => {
      const at = body.labels[state.threads[index]!.label]?.name ?? 'end';
      return `${name}, which is at ${at}`;
    });
    return [`the ${lockKind(program.schema, lock.path)} ${lock.path} is held by ${who.join(' and ')}`];
  });
}

function lockKind(schema: SizedNode, path: string): string {
  const parts = path.split(/\[\d+\]\.?|\./).filter((part) => part !== '');
  const node = parts.reduce<SizedNode | undefined>((at, part) => {
    const record = at?.kind === 'table' ? at.row : at;
    return record?.kind === 'record' ? record.fields.get(part) : undefined;
  }, schema);
  const record = node?.kind === 'table' ? node.row : node;
  return record?.kind === 'record' && record.lock !== undefined ? record.lock.name : 'lock';
}
