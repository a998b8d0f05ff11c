import { describe, expect, it } from 'vitest';
import { add, bool, count, machine, type Ptr, rowSet, table } from '../../../model/language/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';

const mm = machine({ page: table(2, { z: bool() }), set: rowSet('page'), n: count(100) });
type Mm = typeof mm.state;

describe('a set that gets a row which its table lacks', () => {
  it.each([2, 31, 33, 65])('is outside its domain: row %d of 2', async (row) => {
    const listing = {
      n: (s: Mm) => {
        s.n = row;
      },
      put: (s: Mm) => {
        s.set = add(s.set, s.n as Ptr<'page'> & number);
      },
    };
    const { scenario } = programOf(mm, threadsOf(mm, {}, listing));
    const space = await expectAgreement(scenario, 'only');
    expect(space?.findings.map(({ failure }) => [failure.check, failure.about])).toEqual([['domain', 'set']]);
  });
});
