import { describe, expect, it } from 'vitest';
import { summaryTable } from '../../../checker/report/summary.ts';
import { resultOf } from '../../helpers/results.ts';

const results = [
  resultOf(),
  resultOf({
    design: 'racy',
    verdict: 'violated',
    expected: { verdict: 'violated' },
    violation: { check: 'double-free', message: '' },
    states: 7,
  }),
  resultOf({
    design: 'lost',
    verdict: 'violated',
    asExpected: false,
    violation: { check: 'always', property: 'nothing is lost', message: '' },
  }),
  resultOf({ design: 'large', verdict: 'incomplete', asExpected: false, complete: false }),
];

describe('summaryTable', () => {
  it('has a row for each result and counts at the end', () => {
    expect(summaryTable(results)).toBe(
      `
    scenario@design  verdict     expected  states  transitions  depth  seconds  failed
ok  test/made@base   holds       holds     28,754       78,450     68     0.26
ok  test/made@racy   violated    violated       7       78,450     68     0.26  double-free
!!  test/made@lost   violated    holds     28,754       78,450     68     0.26  "nothing is lost"
!!  test/made@large  incomplete  holds     28,754       78,450     68     0.26
within test/made: one thread; sequential consistency; no reduction
2 as expected, 2 not`.slice(1),
    );
  });

  it('is aligned whether or not it has colours', () => {
    const painted = summaryTable(results, (role, text) => `<${role}>${text}</>`);
    expect(painted).toContain('<good>ok</>  test/made@base');
    expect(painted).toContain('<unsure>!!</>  test/made@large');
    expect(painted.replace(/<\/?\w*>/g, '')).toBe(summaryTable(results));
  });
});
