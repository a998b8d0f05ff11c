import { describe, expect, it } from 'vitest';
import type { Program } from '../../../checker/program/program.ts';
import { ReferenceEngine } from '../../../checker/reference/referenceEngine.ts';
import {
  any,
  call,
  count,
  either,
  goto,
  machine,
  table,
  thread,
  when,
} from '../../../model/language/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';

const mm = machine({ n: count(9), t: table(3, { x: count(3) }) });
type Shared = typeof mm.state;
interface My {
  i: number;
}

const set = (value: number) => (s: Shared) => {
  s.n = value;
};
const isZero = (s: Shared) => s.n === 0;

describe('a call', () => {
  const callee = mm.fn(
    'callee',
    'mm/example.c',
    { from: count(3) },
    { own: count(3) },
    {
      take: (s, my) => {
        s.n = my.own;
        my.own = my.from;
      },
      give: (s, my) => {
        s.n += my.own;
      },
    },
  );

  /** What `n` becomes on the one way through a program. */
  async function values(program: Program): Promise<unknown[]> {
    const result = await expectAgreement(program.scenario, 'only', { sought: 'none' });
    expect(result?.findings).toEqual([]);
    const engine = new ReferenceEngine(program);
    const shown: unknown[] = [];
    let [state] = [...engine.initial().values()];
    for (let steps = engine.enabled(state!); steps.length > 0; steps = engine.enabled(state!)) {
      state = engine.step(state!, steps[0]!);
      shown.push(state.shared.n);
    }
    return shown;
  }

  const runs = (listing: object, locals = { i: count(3), from: count(3) }) =>
    programOf(mm, threadsOf(mm, locals, listing));

  it('has locals of its own, which start anew each time', async () => {
    const entry = {
      two: (_s: Shared, my: My) => {
        my.i = 2;
      },
      once: call(callee as never, { from: 'i' }),
      again: call(callee as never, { from: 'i' }),
    };
    expect(await values(runs(entry))).toEqual([0, 0, 2, 0, 2]);
  });

  it('takes the name that is not bound from its caller', async () => {
    const entry = {
      three: (_s: Shared, my: { from: number }) => {
        my.from = 3;
      },
      once: call(callee as never),
    };
    expect(await values(runs(entry))).toEqual([0, 0, 3]);
  });

  it('gives back what it writes to a local that is bound, and finds there what was', async () => {
    const entry = {
      one: (_s: Shared, my: My & { from: number }) => {
        my.i = 1;
        my.from = 3;
      },
      once: call(callee as never, { own: 'i' }),
      shows: (s: Shared, my: My) => {
        s.n = my.i + 5;
      },
    };
    expect(await values(runs(entry))).toEqual([0, 1, 4, 8]);
  });

  it('returns from the middle to what follows it, however deep', async () => {
    const inner = mm.fn('inner', 'mm/example.c', {}, {}, { leave: goto('return', set(1)) });
    const middle = mm.fn(
      'middle',
      'mm/example.c',
      {},
      {},
      {
        inside: call(inner),
        leave: when(isZero, 'return'),
        set: set(4),
      },
    );
    expect(await values(runs({ outer: call(middle as never), last: (s: Shared) => s.n++ }))).toEqual([
      1, 1, 4, 5,
    ]);
  });

  it('is forgotten when it is over: what its locals were does not tell states apart', async () => {
    const any3 = mm.fn(
      'choose',
      'mm/example.c',
      {},
      { own: count(3) },
      {
        choose: either(
          any(
            't',
            () => true,
            (_s, my: { own: number }, row) => {
              my.own = row;
            },
          ),
        ),
        done: () => {},
      },
    );
    const program = programOf(mm, {
      cpu0: thread(mm.fn('f', 'mm/example.c', {}, {}, { c: call(any3), last: () => {} }), {}),
    });
    const result = await expectAgreement(program.scenario, 'only');
    // Before the choice; after it, three; then one before the last label and one at the end.
    expect(result).toMatchObject({ states: 6, transitions: 7 });
  });
});

describe('a thread that has ended', () => {
  it('is forgotten: what its locals were does not tell states apart', async () => {
    const choose = either(
      any(
        't',
        () => true,
        (_s: Shared, my: My, row: number) => {
          my.i = row;
        },
      ),
    );
    const result = await expectAgreement(
      programOf(mm, threadsOf(mm, { i: count(3) }, { choose, done: () => {} })).scenario,
      'only',
    );
    expect(result).toMatchObject({ states: 5, transitions: 6 });
  });
});
