import { waitsFor, whyBlocked } from '../meaning/blocked.ts';
import type { Compiled } from '../packed/compiled.ts';
import { CpuWatch } from '../packed/cpuWatch.ts';
import type { Failure } from '../program/failure.ts';
import { forms } from '../program/forms.ts';
import { heldOffBy } from '../program/preemption.ts';
import type { Program } from '../program/program.ts';
import { PropertyChecks } from '../program/propertyChecks.ts';
import type { State } from '../program/state.ts';
import { type EndlessRound, endlessRound } from './endlessRound.ts';

/** In the order of these checks, what explains another failure comes before it. */
const causes = ['deadlock', 'soft-lockup', 'hung-task'];

/** Sorts failures of threads that are stuck: what explains another one comes first. */
export const byCause = (a: Failure, b: Failure): number => causes.indexOf(a.check) - causes.indexOf(b.check);

/**
 * What the failure of a thread is that can never rest again from a state, and the round that follows there; or, where
 * somebody only waits for a bound of the model there, the labels of those, as `function.label`.
 */
export function stuckFailure(
  compiled: Compiled,
  from: Int32Array,
  thread: number,
): Failure | readonly string[] {
  const { program } = compiled;
  const round = endlessRound(compiled, from, thread);
  const bounds = boundsIn(compiled, round);
  if (bounds.length > 0) return bounds;
  const where = { kind: 'round', steps: round.steps, length: round.length } as const;
  return new PropertyChecks(program).named({ ...whatIsWrong(compiled, round, thread), where });
}

/** The bounds that threads wait for as long as a round goes on, whose CPU is theirs, unless some wait in a circle. */
function boundsIn({ program, codec }: Compiled, { states, moving }: EndlessRound): string[] {
  const state = codec.decode(states, 0);
  const waiting = program.threads.filter(({ index }) => !moving.has(index));
  const bounds = waiting.flatMap(({ index, body, optional }) => {
    const { label } = state.threads[index]!;
    const { bound, id } = body.labels[label] ?? {};
    const isIdle = optional && label === 0;
    return bound === undefined || isIdle || heldOffBy(program, state, index) !== undefined ? [] : [id!];
  });
  if (bounds.length === 0) return [];
  const circles = waiting.some(({ index }) => waitingInCircle(program, state, index, moving).length > 0);
  return circles ? [] : [...new Set(bounds)];
}

function whatIsWrong(
  { program, generated: { layout }, codec }: Compiled,
  { steps, length, states, moving }: EndlessRound,
  thread: number,
): Pick<Failure, 'check' | 'message'> {
  const { name, body } = program.threads[thread]!;
  if (moving.has(thread)) {
    const own = steps.slice(-length).map((step) => program.steps[step]!);
    const labels = own.filter((step) => step.thread.index === thread).map(({ label }) => label.name);
    const through = [...new Set(labels)].join(', ');
    return { check: 'soft-lockup', message: `${name} goes round for ever through ${through}` };
  }
  const state = codec.decode(states, 0);
  const circle = waitingInCircle(program, state, thread, moving);
  const goOn = `while ${listed(program, [...moving])} ${moving.size === 1 ? 'goes' : 'go'} on`;
  if (circle.length > 0) {
    const waiting = circle.map((of) => waitsAt(program, state, of)).join('; ');
    return {
      check: 'deadlock',
      message: `${listed(program, circle)} wait for each other, ${goOn}: ${waiting}`,
    };
  }
  const label = body.labels[state.threads[thread]!.label]!;
  const why = `at ${label.name}, ${goOn}: ${whyBlocked(program, state, thread)}`;
  const cpus = new CpuWatch(program, layout);
  const starts = Array.from({ length: states.length / layout.words }, (_, i) => i * layout.words);
  if (!starts.some((offset) => cpus.has(thread, states, offset)))
    return { check: 'soft-lockup', message: `${name} never gets its CPU ${why}` };
  return forms[label.form].waits === 'spinning'
    ? { check: 'soft-lockup', message: `${name} spins for ever ${why}` }
    : { check: 'hung-task', message: `${name} is blocked for ever ${why}` };
}

/** The threads of a circle in which each waits for the next, which the thread leads to; none where it leads to none. */
function waitingInCircle(
  program: Program,
  state: State,
  thread: number,
  moving: ReadonlySet<number>,
): number[] {
  const seen = new Set<number>();
  const visit = (at: number, way: readonly number[]): number[] => {
    if (way.includes(at)) return way.slice(way.indexOf(at));
    if (seen.size === seen.add(at).size) return [];
    for (const next of waitsFor(program, state, at)) {
      const circle = moving.has(next) ? [] : visit(next, [...way, at]);
      if (circle.length > 0) return circle;
    }
    return [];
  };
  return visit(thread, []).sort((a, b) => a - b);
}

function waitsAt(program: Program, state: State, thread: number): string {
  const { name, body } = program.threads[thread]!;
  const { name: label } = body.labels[state.threads[thread]!.label]!;
  return `${name} at ${label}: ${whyBlocked(program, state, thread)}`;
}

function listed({ threads }: Program, numbers: readonly number[]): string {
  const names = numbers.toSorted((a, b) => a - b).map((thread) => threads[thread]!.name);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
