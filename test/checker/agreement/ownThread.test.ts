import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import type { OwnThread } from '../../../index.ts';
import {
  any,
  atTheEnd,
  call,
  count,
  either,
  machine,
  oneOf,
  pointer,
  tasks,
  thread,
  wait,
  when,
} from '../../../model/language/index.ts';
import { naiveSearch } from '../../helpers/naiveSearch.ts';
import { programOf } from '../../helpers/programOf.ts';

const mm = machine({
  task: tasks({}),
  told: tasks({
    context: oneOf('unknown', 'task', 'kworker'),
    cpu: count(9),
    current: pointer('task'),
    given: count(3),
  }),
});
type Mm = typeof mm.state;
type My = OwnThread & { readonly given: number };

/** Writes all that a thread knows of itself into the row with its number. */
const tell = (s: Mm, my: My) => {
  Object.assign(s.told[my.current]!, {
    context: my.context,
    cpu: my.cpu,
    current: my.current,
    given: my.given,
  });
};
const rowOfOwn = (_s: Mm, my: My, row: number) => row === my.current;

/** A context or a CPU that is not the thread's own would make it wait for ever, or return with nothing told. */
const own = { a: ['task', 3], b: ['kworker', 2], c: ['kworker', 0] } as const;
const isOwn = (_s: Mm, my: My) =>
  Object.values(own).some(
    ([context, cpu], i) => i === my.current && context === my.context && cpu === my.cpu && i + 1 === my.given,
  );

const callee = mm.fn('callee', 'mm/example.c', { given: count(3) }, {}, { inner: tell });
const middle = mm.fn('middle', 'mm/example.c', { given: count(3) }, {}, { deeper: call(callee) });
const listings: readonly (readonly [where: string, listing: object])[] = [
  ['a plain step', { here: tell }],
  ['a guard', { here: wait(isOwn, tell) }],
  ['a test', { here: when(isOwn, 'there'), lost: wait(() => false), there: tell }],
  ['a choice of a row', { here: either(any('told', rowOfOwn, tell)) }],
  ['a call', { outer: call(callee) }],
  ['a call in a call', { outer: call(middle) }],
];

describe('what a thread knows of itself', () => {
  it.each(listings)('is its own in every state of a search: %s', async (_, listing) => {
    const fn = mm.fn('f', 'mm/example.c', { given: count(3) }, {}, listing as never);
    const threads = {
      a: thread(fn, { given: 1 }, { cpu: 3 }),
      b: thread(fn, { given: 2 }, { cpu: 2, context: 'kworker' }),
      // It names no CPU: it has the lowest that is free.
      c: thread(fn, { given: 3 }, { context: 'kworker' }),
    };
    const rows = Object.values(own).map(([context, cpu], i) => ({ context, cpu, current: i, given: i + 1 }));
    const properties = [
      atTheEnd('all have told', (s: Mm) =>
        rows.every((row, i) =>
          Object.entries(row).every(([field, value]) => s.told[i]![field as keyof typeof row] === value),
        ),
      ),
    ];
    const program = programOf(mm, threads, { properties });
    const { violation } = await check(program.scenario, 'only');
    expect(violation).toBeUndefined();
    expect(naiveSearch(program, 'any').findings).toEqual([]);
  });
});
