import { describe, expect, it } from 'vitest';
import { compile } from '../../../checker/packed/compile.ts';
import { replay } from '../../../checker/trace/replay.ts';
import { markUnavoidable } from '../../../checker/trace/unavoidable.ts';
import { bool, either, goto, machine, on, tasks } from '../../../model/language/index.ts';
import {
  BUG_ON,
  kernelChecks,
  spin_lock,
  spin_unlock,
  spinlock,
  taskFields,
} from '../../../model/primitives/index.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';

const mm = machine({ a: spinlock(), b: spinlock(), saved: bool(), task: tasks(taskFields()) }, kernelChecks);
type Mm = typeof mm.state;
type Name = 'a' | 'b';

/** One of two ways: both locks in an order, and whether the other thread is saved by that. */
interface Way {
  readonly order: readonly [Name, Name];
  readonly saves: boolean;
}

/** Two threads: one goes one of the ways, the other is lost unless it has been saved. */
function programFor(...ways: readonly [Way, Way]) {
  const lines = ways.flatMap(({ order: [one, other], saves }, i): [string, unknown][] => [
    [`first${i}`, spin_lock((s: Mm) => s[one])],
    [`second${i}`, spin_lock((s: Mm) => s[other])],
    [`give_second${i}`, spin_unlock((s: Mm) => s[other])],
    [`give_first${i}`, spin_unlock((s: Mm) => s[one])],
    [`done${i}`, goto('return', (s: Mm) => Object.assign(s, { saved: saves }))],
  ]);
  const choose = either(
    on(() => true, goto('first0')),
    on(() => true, goto('first1')),
  );
  const use = (s: Mm) => BUG_ON(!s.saved, 'it is lost');
  return programOf(mm, threadsOf(mm, {}, { choose, ...Object.fromEntries(lines) }, { use }));
}

/** After which step of the shortest trace the failure cannot be avoided, or why that is not known. */
function fate(...ways: readonly [Way, Way]) {
  const program = programFor(...ways);
  const { trace } = replay(program, { turns: [{ thread: 1, choice: 0 }] });
  expect(trace.failure?.check).toBe('BUG_ON');
  const { unavoidableAfter, unavoidableUnknown } = markUnavoidable(compile(program), trace);
  return unavoidableAfter ?? unavoidableUnknown;
}

describe('a failure that can be avoided on one of two ways', () => {
  const saves = { order: ['b', 'a'], saves: true } as const;
  const loses = { order: ['a', 'b'], saves: false } as const;

  it('can be avoided up to the step that fails where the orders of locks agree', () => {
    const agreeing = { ...loses, order: saves.order };
    expect([fate(saves, agreeing), fate(agreeing, saves)]).toEqual([1, 1]);
    expect(fate({ ...saves, saves: false }, agreeing)).toBe(0);
  });

  it('is never called unavoidable because of an order of locks that the other way has', () => {
    // No run has both orders, and orders of different runs say nothing of what can be avoided.
    expect([fate(saves, loses), fate(loses, saves)]).toEqual([1, 1]);
  });
});
