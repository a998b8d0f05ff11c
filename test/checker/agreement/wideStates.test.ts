import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import type { Program } from '../../../checker/program/program.ts';
import { any, count, either, machine, on, table, wait } from '../../../model/language/index.ts';
import { naiveSearch } from '../../helpers/naiveSearch.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { refusal } from '../../helpers/refusal.ts';

type Fields = Record<string, number>;

/** A field that has 21 bits: no two of them lie in one word of a packed state. */
const wide = count(2 ** 20);

/** A machine whose state has so many fields that each need a word, and one row for each of them. */
function machineOf(words: number) {
  const fields = Array.from({ length: words }, (_, i) => [`field${i}`, wide]);
  return machine({ ...Object.fromEntries(fields), row: table(words, {}) });
}

/** Expects a search and the reference engine to refuse the guard at the label `here` of cpu0. */
async function expectRefusal(program: Program, where: string): Promise<void> {
  const message = `test/small@only: cpu0 at ${where}: its guard changes the state; allowed: guards that only read`;
  await expect(check(program.scenario, 'only')).rejects.toThrow(message);
  expect(refusal(() => naiveSearch(program, 'any'))).toBe(message);
}

describe.each([1, 2, 3, 5])('a guard that changes a field, of %i that have a word each', (words) => {
  const mm = machineOf(words);
  const fields = Array.from({ length: words }, (_, i) => `field${i}`);
  const writes = (field: string, value: number, answer: boolean) => (s: unknown) => {
    (s as Fields)[field] = value;
    return answer;
  };
  const running = (listing: object, initial = (_: unknown) => {}) =>
    programOf(mm, threadsOf(mm, {}, listing), { initial });

  it.each(fields)('is refused, be it %s', async (field) => {
    await expectRefusal(running({ here: wait(writes(field, 1, true)) }), 'here');
    await expectRefusal(running({ here: wait(writes(field, 1, false)) }), 'here');
  });

  it.each(fields)('is refused where it takes from %s what is there', async (field) => {
    const full = (s: unknown) => Object.assign(s as Fields, Object.fromEntries(fields.map((f) => [f, 7])));
    await expectRefusal(running({ here: wait(writes(field, 6, true)) }, full), 'here');
  });

  it.each(fields)('is refused in an alternative and for a row of a choice: %s', async (field) => {
    await expectRefusal(
      running({
        here: either(
          on(() => false),
          on(writes(field, 1, false)),
        ),
      }),
      'here',
    );
    const last = words - 1;
    const choose = any('row', (s: unknown, _my: unknown, row: number) =>
      row === last ? writes(field, 1, true)(s) : true,
    );
    await expectRefusal(running({ here: either(choose) }), `here with row[${last}]`);
  });

  it('is refused where that is a local beside them', async () => {
    const here = wait((_s: unknown, my: { local: number }) => {
      my.local = 1;
      return true;
    });
    await expectRefusal(programOf(mm, threadsOf(mm, { local: wide }, { here })), 'here');
  });

  it('may assign to every field what is there', async () => {
    const same = (s: unknown) => {
      for (const field of fields) writes(field, (s as Fields)[field]!, true)(s);
      return true;
    };
    const program = running({ here: wait(same) });
    expect(await check(program.scenario, 'only')).toMatchObject({ verdict: 'holds', states: 2 });
    expect(naiveSearch(program, 'any')).toMatchObject({ findings: [], states: 2 });
  });
});
