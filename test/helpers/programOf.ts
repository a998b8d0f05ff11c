import { buildProgram, type Program } from '../../checker/program/program.ts';
import {
  type AnyPatch,
  design,
  holds,
  type Machine,
  type Preemption,
  type Property,
  type Shape,
  type Sizes,
  type StateOf,
  scenario,
  type Thread,
  type ThreadGroup,
  thread,
} from '../../model/language/index.ts';

interface Extras<Sh extends Shape> {
  readonly initial?: (state: StateOf<Sh>) => unknown;
  readonly preemption?: Preemption<StateOf<Sh>>;
  readonly properties?: readonly Property<StateOf<Sh>>[];
  readonly series?: readonly AnyPatch[];
  readonly sizes?: Sizes;
}

/** A program of a machine and its threads, without the rest of a scenario. */
export function programOf<Sh extends Shape>(
  machine: Machine<Sh>,
  threads: Readonly<Record<string, Thread | ThreadGroup>>,
  { series = [], sizes = {}, ...extras }: Extras<Sh> = {},
): Program {
  const parts = { summary: '', machine, threads, designs: { only: design(series, holds) } };
  return buildProgram(scenario('test/small', { ...parts, ...extras }), 'only', sizes);
}

/**
 * Threads cpu0, cpu1 and so on, one for each listing, whose functions have these locals and no parameters.
 * The compiler does not check the listings against each other or the machine: that is tested elsewhere.
 */
export function threadsOf<Sh extends Shape>(
  machine: Machine<Sh>,
  locals: Shape,
  ...listings: readonly object[]
): Readonly<Record<string, Thread>> {
  const started = listings.map((listing, i) => {
    const fn = machine.fn(`f${i}`, 'mm/example.c', {}, locals, listing as never);
    return [`cpu${i}`, thread(fn, {})];
  });
  return Object.fromEntries(started);
}
