import {
  type AnyFn,
  bool,
  design,
  type Expected,
  goto,
  holds,
  type Preemption,
  type Property,
  type Scenario,
  scenario,
  type Thread,
  type ThreadOptions,
  table,
  tasks,
  thread,
} from '../../model/language/index.ts';
import { machine } from '../../model/language/machine.ts';
import { kernelChecks, lock_page, pageLock, taskFields } from '../../model/primitives/index.ts';

/** Three pages with their locks, and two flags: enough for threads to get stuck on. */
const mm = machine(
  { page: table(3, { lock: pageLock() }), flag: bool(), tick: bool(), task: tasks(taskFields()) },
  kernelChecks,
);
export type Mm = typeof mm.state;

export const lockOf = (page: number) => (s: Mm) => s.page[page]!.lock;
export const lock = (page: number) => lock_page(lockOf(page));
export const raise = (s: Mm) => {
  s.flag = true;
};
export const isRaised = (s: Mm) => s.flag;
export const nothing = () => {};

/** A function of that name. The compiler does not check the listing: that is tested elsewhere. */
const fnOf = (name: string, listing: object): AnyFn =>
  mm.fn(name, 'test', {}, {}, listing as never) as unknown as AnyFn;

export const run = (name: string, listing: object, options: ThreadOptions = {}): Thread =>
  thread(fnOf(name, listing) as never, {}, options);

const ticks = {
  tick: (s: Mm) => {
    s.tick = !s.tick;
  },
  again: goto('tick'),
};

/** A bystander that ticks for ever, and says so. */
export const timer = (options: ThreadOptions = { forever: true }): Thread => run('timer', ticks, options);

interface Extras {
  readonly expected?: Expected;
  readonly properties?: readonly Property<Mm>[];
  readonly preemption?: Preemption<Mm>;
}

/** A scenario of some threads with one design, `base`. */
export function stuckScenario(
  threads: Readonly<Record<string, Thread>>,
  { expected = holds, ...extras }: Extras = {},
): Scenario {
  const parts = { summary: 'who gets stuck', machine: mm, threads, designs: { base: design([], expected) } };
  return scenario('test/stuck', { ...parts, ...extras });
}
