import { levelOf } from '../../model/language/index.ts';
import { show } from '../program/domain.ts';
import { forms } from '../program/forms.ts';
import { isHeldBy } from '../program/locks.ts';
import { heldOffBy } from '../program/preemption.ts';
import type { Program } from '../program/program.ts';
import type { State } from '../program/state.ts';
import type { Step } from '../program/step.ts';
import { answer, type Read } from './answer.ts';

/**
 * Why a thread has no step in a state: the thread that holds its CPU, the locks it needs and who holds them, or the
 * condition that does not hold.
 */
export function whyBlocked(program: Program, state: State, thread: number): string {
  const holder = heldOffBy(program, state, thread);
  if (holder !== undefined) return cpuHeld(program, state, holder, thread);
  const steps = program.stepsAt[thread]![state.threads[thread]!.label]!;
  // One step a branch: a guard says the same of every row, as far as it says what it waits for.
  const answers = steps.flatMap((step) =>
    step.row > 0 ? [] : (answer(program, state, step, 'guard') ?? []),
  );
  const reads = answers.flatMap((given) => given.reads);
  const held = heldLocks(program, state, thread, reads);
  if (held.length > 0) return held.join(', and ');
  const name = answers.map((given) => given.name).find((text) => text !== '' && text !== 'guard');
  return `${name === undefined ? 'its condition does not hold' : `${name} does not hold`}${values(reads)}`;
}

/** The threads without which a thread has no step in a state: the one that holds its CPU, or those that hold its locks. */
export function waitsFor(program: Program, state: State, thread: number): number[] {
  const holder = heldOffBy(program, state, thread);
  if (holder !== undefined) return [holder];
  const { label } = state.threads[thread]!;
  const reads = (program.stepsAt[thread]![label] ?? []).flatMap(
    (step) => answer(program, state, step, 'guard')?.reads ?? [],
  );
  const wanted = program.locks.filter((lock) => reads.some(({ field }) => field.lock === lock.path));
  return program.threads.flatMap(({ index }) =>
    index !== thread && wanted.some((lock) => isHeldBy(lock, state.shared, index)) ? [index] : [],
  );
}

/**
 * Who keeps its CPU from a thread, and what it does: `CPU 0 is held by kswapd, which spins at spin_lock`, or of a handler
 * that cannot come `kswapd, which is at spin_unlock, has it turned off on CPU 0`.
 */
export function cpuHeld({ threads }: Program, state: State, holder: number, waiting: number): string {
  const { cpu, name, body, context } = threads[holder]!;
  const label = body.labels[state.threads[holder]!.label];
  const does = label !== undefined && forms[label.form].waits === 'spinning' ? 'spins' : 'is';
  const who = `${name}, which ${does} at ${label?.name ?? 'its end'}`;
  const turnsOff = levelOf[context] < levelOf[threads[waiting]!.context];
  return turnsOff ? `${who}, has it turned off on CPU ${cpu}` : `CPU ${cpu} is held by ${who}`;
}

/** What a test decided in the state that the step started from, and by which values: `page_mapped is false (...)`. */
export function whyDecided(program: Program, state: State, step: Step): string {
  const given = answer(program, state, step, 'effect');
  if (given === undefined) return `${step.label.name} decides so`;
  const name = given.name === '' ? step.label.label : given.name;
  const decided = typeof given.result === 'string' ? given.result : Boolean(given.result);
  return `${name} is ${decided}${values(given.reads)}`;
}

/** What the effect of a step looked at in the state that it started from. */
export function valuesSeen(program: Program, state: State, step: Step): string {
  const given = answer(program, state, step, 'effect');
  return given === undefined ? '' : values(given.reads);
}

function values(reads: readonly Read[]): string {
  const texts = reads.map(({ field, value }) => `${field.path} = ${show(field.leaf, value)}`);
  return texts.length === 0 ? '' : ` (${[...new Set(texts)].join(', ')})`;
}

/** The locks among what was read that others hold, each with its holders. */
function heldLocks(program: Program, state: State, thread: number, reads: readonly Read[]): string[] {
  return program.locks.flatMap((lock) => {
    if (!reads.some(({ field }) => field.lock === lock.path)) return [];
    const holders = program.threads.filter(
      ({ index }) => index !== thread && isHeldBy(lock, state.shared, index),
    );
    if (holders.length === 0) return [];
    const who = holders.map(({ name, body, index }) => {
      const at = body.labels[state.threads[index]!.label]?.name ?? 'end';
      return `${name}, which is at ${at}`;
    });
    return [`the ${lock.kind} ${lock.path} is held by ${who.join(' and ')}`];
  });
}
