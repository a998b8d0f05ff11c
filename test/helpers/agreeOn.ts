import {
  design,
  holds,
  type Machine,
  type Shape,
  scenario,
  type Thread,
} from '../../model/language/index.ts';
import { expectAgreement } from './agreement.ts';

/** Expects that both engines and the oracle find the same in all that the threads can do, and something at all. */
export async function agreeOn<Sh extends Shape>(
  machine: Machine<Sh>,
  threads: Readonly<Record<string, Thread>>,
): Promise<void> {
  const parts = { summary: '', machine, threads, designs: { only: design([], holds) } };
  const space = await expectAgreement(scenario('test/small', parts), 'only', { sought: 'none' });
  if (space === undefined || space.states < 2) throw new Error('it has no states to agree on');
}
