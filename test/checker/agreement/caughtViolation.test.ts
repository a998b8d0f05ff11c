import { describe, expect, it } from 'vitest';
import { compile } from '../../../checker/packed/compile.ts';
import {
  any,
  count,
  deref,
  either,
  machine,
  on,
  pointer,
  table,
  tasks,
  thread,
  violate,
  wait,
  when,
} from '../../../model/language/index.ts';
import { slab, taskFields } from '../../../model/primitives/index.ts';
import { naiveSearch } from '../../helpers/naiveSearch.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { refusal } from '../../helpers/refusal.ts';
import { explore } from '../../helpers/searches.ts';

const mm = machine({
  n: count(3),
  page: table(2, { refs: count(3) }),
  to: pointer('page'),
  obj: slab(1, { c: count(3) }),
  task: tasks(taskFields()),
});
type Mm = typeof mm.state;

const quietly = (run: () => unknown): void => {
  try {
    run();
  } catch {
    // The recipe goes on as if nothing had been.
  }
};
const breaking: readonly [check: string, run: (s: Mm) => unknown][] = [
  ['domain', (s) => Object.assign(s, { n: 4 })],
  ['domain', (s) => Object.assign(s.page[1]!, { refs: -1 })],
  ['null-pointer-dereference', (s) => deref(s.page, s.to).refs],
  ['slab-use-after-free', (s) => s.obj[0]!.c],
  ['slab-use-after-free', (s) => ({ ...s.obj[0] })],
  ['BUG_ON', () => violate('BUG_ON', 'it is so')],
];

/** The checks that both engines find of a line at which one thread stands. */
async function found(line: unknown): Promise<string[]> {
  const program = programOf(mm, threadsOf(mm, {}, { here: line, last: () => {} } as never));
  const checks = (await explore(program)).findings.map(({ failure }) => failure.check);
  expect(naiveSearch(program, 'any').findings.map(({ failure }) => failure.check)).toEqual(checks);
  return checks;
}

describe.each(breaking)('a recipe that catches the violation of %s', (check, run) => {
  const caught = (s: Mm) => {
    quietly(() => run(s));
    return true;
  };

  it('has broken the check all the same', async () => {
    expect(await found((s: Mm) => void caught(s))).toEqual([check]);
    expect(await found((s: Mm) => Object.assign(s, { n: caught(s) ? 1 : 0 }))).toEqual([check]);
    expect(await found(when(caught, 'last'))).toEqual([check]);
    expect(await found(wait(() => true, caught))).toEqual([check]);
    expect(await found(either(any('page', () => true, caught)))).toEqual([check]);
  });

  it('has broken it in a guard, whatever that answers', async () => {
    expect(await found(wait(caught))).toEqual([check]);
    expect(await found(wait((s: Mm) => !caught(s)))).toEqual([check]);
    expect(await found(either(on((s: Mm) => !caught(s))))).toEqual([check]);
  });

  it('has broken it by another one that is caught behind the first', async () => {
    const twice = (s: Mm) => {
      quietly(() => violate('first', 'the first'));
      quietly(() => run(s));
    };
    expect(await found(twice)).toEqual([check]);
  });

  it('has broken it in an initial state', () => {
    const program = programOf(mm, threadsOf(mm, {}, { a: () => {} }), { initial: caught });
    expect(refusal(() => [...compile(program).starts])).toContain(
      "the initial state 'start' cannot be made: ",
    );
  });

  it('has broken it where a shared CPU asks whether somebody waits', async () => {
    const fn = mm.fn('fn', 'mm/example.c', {}, {}, { a: () => {}, b: wait((s: Mm) => !caught(s)) } as never);
    const program = programOf(mm, { p: thread(fn, {}, { cpu: 0 }), q: thread(fn, {}, { cpu: 0 }) });
    const checks = (await explore(program)).findings.map(({ failure }) => failure.check);
    expect(checks).toEqual([check]);
    expect(naiveSearch(program, 'any').findings.map(({ failure }) => failure.check)).toEqual(checks);
  });
});

describe('a recipe that breaks nothing', () => {
  it('is none of those, whoever has caught something before', async () => {
    quietly(() => violate('BUG_ON', 'elsewhere'));
    expect(await found((s: Mm) => void quietly(() => s.n++))).toEqual([]);
    expect(await found((_s: Mm) => void quietly(() => JSON.parse('{')))).toEqual([]);
  });
});
