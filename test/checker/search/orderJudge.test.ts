import { describe, expect, it } from 'vitest';
import { machine, type Thread, type ThreadOptions, tasks, thread } from '../../../model/language/index.ts';
import {
  irqFields,
  spin_lock,
  spin_lock_irq,
  spin_unlock,
  spin_unlock_irq,
  spinlock,
  taskFields,
} from '../../../model/primitives/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { programOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';

const mm = machine({
  a: spinlock(),
  b: spinlock(),
  task: tasks({ ...taskFields(), ...irqFields() }),
});
type Mm = typeof mm.state;
const [a, b] = [(s: Mm) => s.a, (s: Mm) => s.b];
const order = 'lock-order';
const state = 'inconsistent-lock-state';

const run = (name: string, listing: object, options: ThreadOptions): Thread =>
  thread(mm.fn(name, 'an example', {}, {}, listing as never), {}, options);

/** What is wrong with the locks, in the order in which it is told, each with the number of steps before the one at fault. */
async function found(threads: Readonly<Record<string, Thread>>): Promise<readonly [string, number][]> {
  const program = programOf(mm, threads);
  for (const sought of ['any', 'none', { by: order }, { by: state }] as const)
    await expectAgreement(program.scenario, 'only', { sought });
  const { findings } = await explore(program, { sought: 'none' });
  return findings
    .filter(({ failure }) => [order, state].includes(failure.check))
    .map(({ failure, states }) => [failure.check, states.length - 1]);
}

describe('two things that are wrong with the locks in one round', () => {
  const leave = { second: spin_unlock(a), first: spin_unlock(b) };
  const ab = () => run('ab', { a: spin_lock(a), b: spin_lock(b), ...leave }, { cpu: 0 });
  const ba = () => run('ba', { b: spin_lock(b), a: spin_lock(a), ...leave }, { cpu: 1 });
  const handler = () =>
    run(
      'handler',
      { begin: () => {}, a: spin_lock(a), leave: spin_unlock(a) },
      { cpu: 2, context: 'interrupt' },
    );

  /** Each takes its first step in one run, and then what shows it: behind the same number of steps. */
  it('are told in the order of the states that show them, which is that of the threads here', async () => {
    expect(await found({ ab: ab(), ba: ba(), handler: handler() })).toEqual([
      [order, 1],
      [state, 1],
    ]);
    expect(await found({ handler: handler(), ab: ab(), ba: ba() })).toEqual([
      [state, 1],
      [order, 1],
    ]);
  });

  /** `b` is taken with interrupts off, so only `a` is used inconsistently: where the handler takes it, with `b` held. */
  it('are told with the use of the lock first where one step shows both', async () => {
    const task = run(
      'task',
      { a: spin_lock(a), b: spin_lock_irq(b), leave: spin_unlock_irq(b), last: spin_unlock(a) },
      { cpu: 0 },
    );
    const nests = { begin: () => {}, b: spin_lock(b), a: spin_lock(a), ...leave };
    const handles = run('handler', nests, { cpu: 1, context: 'interrupt' });
    expect(await found({ task, handles })).toEqual([
      [state, 2],
      [order, 2],
    ]);
  });
});
