import { describe, expect, it } from 'vitest';
import { compile } from '../../../checker/packed/compile.ts';
import { PackedEngine } from '../../../checker/packed/packedEngine.ts';
import { nothingSeen } from '../../../checker/packed/seen.ts';
import type { Program } from '../../../checker/program/program.ts';
import type { State } from '../../../checker/program/state.ts';
import { labelOf } from '../../../checker/program/threadViews.ts';
import { ReferenceEngine } from '../../../checker/reference/referenceEngine.ts';
import {
  any,
  count,
  deref,
  either,
  goto,
  machine,
  on,
  otherwise,
  pointer,
  table,
  unless,
  wait,
  when,
} from '../../../model/language/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';

const mm = machine({ n: count(9), to: pointer('t'), t: table(3, { x: count(3) }) });
type Shared = typeof mm.state;

const set = (value: number) => (s: Shared) => {
  s.n = value;
};
const isZero = (s: Shared) => s.n === 0;
const never = () => false;
const throughNull = (s: Shared) => deref(s.t, s.to).x === 0;

const running = (listing: object, initial?: (s: Shared) => unknown): Program =>
  programOf(mm, threadsOf(mm, { i: count(3) }, listing), initial === undefined ? {} : { initial });

/** What the thread's first step leads to, by the packed engine: `label n`, and each failure by its check. */
function firstSteps(program: Program): string[] {
  const compiled = compile(program);
  const engine = new PackedEngine(compiled);
  const start = [...compiled.starts.values()][0]!;
  const told = (state: State) =>
    `${labelOf(new ReferenceEngine(program).threadViews(state)[0]!)} ${state.shared.n}`;
  const { failed, to } = engine.steps(engine.encode(start), 0, 1, nothingSeen(program));
  const after = Array.from({ length: to }, (_, i) => told(engine.decode(engine.batch, i * engine.words)));
  return [...after, ...failed.map(({ check }) => check)];
}

/** Expects these first steps, and that all engines then make the same of the whole program. */
async function expectSteps(program: Program, ...steps: readonly string[]): Promise<void> {
  expect(firstSteps(program)).toEqual(steps);
  await expectAgreement(program.scenario, 'only', { sought: 'none' });
}

describe('alternatives', () => {
  it('can be taken where their guards hold, in their order, each with its own label to go to', async () => {
    const choose = either(
      on(isZero, set(1)),
      on(never, set(2)),
      on(isZero, goto('last', set(3))),
      on(isZero, goto('return')),
    );
    await expectSteps(running({ choose, next: () => {}, last: () => {} }), 'next 1', 'last 3', 'end 0');
  });

  it('over a table are one for each row for which the guard holds, which its effect gets too', async () => {
    const choose = either(
      any(
        't',
        (s: Shared, _my: unknown, row: number) => s.t[row]!.x > 0,
        (s: Shared, _my: unknown, row: number) => {
          s.n = row + s.t[row]!.x;
        },
      ),
    );
    const initial = (s: Shared) => {
      s.t[0]!.x = 1;
      s.t[2]!.x = 3;
    };
    await expectSteps(running({ choose }, initial), 'end 1', 'end 5');
  });

  it('leave the otherwise for where none of them can be taken', async () => {
    const choose = (guard: (s: Shared) => boolean) =>
      either(otherwise(set(5)), on(guard, set(1)), any('t', never, set(2)));
    await expectSteps(running({ choose: choose(isZero) }), 'end 1');
    await expectSteps(running({ choose: choose(never) }), 'end 5');
  });

  it('count as taken when their guard violates a check: the otherwise is not for that', async () => {
    const broken = either(on(throughNull, set(1)), otherwise(set(5)));
    await expectSteps(running({ broken }), 'null-pointer-dereference');
    const forOneRow = either(
      any('t', (s: Shared, _my: unknown, row: number) => row === 1 && throughNull(s)),
      otherwise(set(5)),
    );
    await expectSteps(running({ forOneRow }), 'null-pointer-dereference');
  });

  it('that fail do not keep others from being taken, nor change what they start from', async () => {
    const fails = (s: Shared) => {
      s.n = 7;
      s.n = 10;
    };
    const choose = either(on(isZero, fails), on(isZero), on(throughNull), on(isZero, set(2)));
    await expectSteps(running({ choose }), 'end 0', 'end 2', 'domain', 'null-pointer-dereference');
  });

  it('block where none can be taken', async () => {
    await expectSteps(running({ choose: either(on(never), any('t', never)) }));
  });
});

describe('a guard', () => {
  it('holds where it is true', async () => {
    await expectSteps(running({ wait: wait(() => true, set(1)) }), 'end 1');
    await expectSteps(running({ wait: wait(() => false, set(1)) }));
  });
});

describe('a test', () => {
  const two = (s: Shared) => {
    s.n += 2;
    return s.n > 2;
  };

  it('has its effect whichever way it goes', async () => {
    const last = { next: () => {}, last: () => {} };
    await expectSteps(running({ test: when(two, 'last'), ...last }), 'next 2');
    await expectSteps(running({ test: when(two, 'last'), ...last }, set(1)), 'last 3');
    await expectSteps(running({ test: unless(two, 'last'), ...last }), 'last 2');
    await expectSteps(running({ test: unless(two, 'last'), ...last }, set(1)), 'next 3');
  });
});
