import type { FlatLabel } from '../program/body.ts';
import { show } from '../program/domain.ts';
import { forms } from '../program/forms.ts';
import { isHeldBy } from '../program/locks.ts';
import type { Program } from '../program/program.ts';
import type { State } from '../program/state.ts';
import type { Step } from '../program/step.ts';
import { heldOffBy } from '../program/turns.ts';
import { answer, type Read } from '../reference/answer.ts';

/**
 * Why a thread has no step in a state: the thread that holds its CPU, the locks it needs and who holds them, or the
 * condition that does not hold.
 */
export function whyBlocked(program: Program, state: State, thread: number): string {
  const holder = heldOffBy(program, state, thread);
  if (holder !== undefined) return cpuHeld(program, state, holder);
  const steps = program.stepsAt[thread]![state.threads[thread]!.label]!;
  // One step a branch: a guard says the same of every row, as far as it says what it waits for.
  const guards = steps.flatMap((step) => {
    const { guard } = step.branch.alternative;
    return guard === undefined || step.row > 0 ? [] : [{ guard, step }];
  });
  const reads = guards.flatMap(({ guard, step }) => answer(program, state, step, guard).reads);
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
  const does = forms[label.form].waits === 'spinning' ? 'spins' : 'is';
  return `CPU ${cpu} is held by ${name}, which ${does} at ${label.name}`;
}

/** What a test decided in the state that the step started from, and by which values: `page_mapped is false (...)`. */
export function whyDecided(program: Program, state: State, step: Step): string {
  const { effect } = step.branch.alternative;
  if (effect === undefined) return `${step.label.name} decides so`;
  const { result, reads } = answer(program, state, step, effect);
  return `${testName(effect, step.label)} is ${Boolean(result)}${values(reads)}`;
}

/** What the effect of a step looked at in the state that it started from. */
export function valuesSeen(program: Program, state: State, step: Step): string {
  const { effect } = step.branch.alternative;
  return effect === undefined ? '' : values(answer(program, state, step, effect).reads);
}

function testName(effect: { readonly name: string }, label: FlatLabel): string {
  return effect.name === '' ? label.label : effect.name;
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
