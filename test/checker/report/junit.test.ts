import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import { junitReport } from '../../../checker/report/junit.ts';
import type { Reported } from '../../../checker/report/outcome.ts';
import { raceTable } from '../../../checker/report/raceTable.ts';
import { nasty, reportedResults } from '../../helpers/reportedResults.ts';

let all: Reported[];
beforeAll(async () => {
  all = await reportedResults();
});

function parse(results: readonly Reported[]) {
  const xml = junitReport(results);
  expect(XMLValidator.validate(xml)).toBe(true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    trimValues: false,
    isArray: (name) => ['testsuite', 'testcase'].includes(name),
  });
  return parser.parse(xml).testsuites;
}

describe('the JUnit report', () => {
  it('has a suite for each scenario and a case for each design, with totals that add up', () => {
    const { testsuite, ...totals } = parse(all);
    expect(totals).toMatchObject({ name: 'mmcheck', tests: '7', failures: '3', errors: '1' });
    expect(testsuite.map((suite: { name: string }) => suite.name)).toEqual([
      'test/lost-update',
      'migration/anon-vma-lifetime',
    ]);
    expect(testsuite[0]).toMatchObject({ tests: '6', failures: '3', errors: '1', skipped: '0' });
    expect(testsuite[0].testcase.map(({ name }: { name: string }) => name)).toEqual([
      'racy',
      'atomic',
      'hopeful',
      'pessimistic',
      'wrong',
      'atomic',
    ]);
    expect(testsuite[1].testcase[0]).toMatchObject({
      classname: 'migration/anon-vma-lifetime',
      name: '2.6.34',
    });
    expect(testsuite[1].testcase[0].time).toMatch(/^\d+\.\d{3}$/);
  });

  it('fails with the race table what was not expected, and passes a race that was', () => {
    const [racy, atomic, hopeful, pessimistic, wrong, limited] = parse(all).testsuite[0].testcase;
    expect([racy.failure, atomic.failure, racy.error, atomic.error]).toEqual(Array(4).fill(undefined));
    expect(racy['system-out']).toMatch(/^found: BUG: mmcheck: broken property/);
    expect(hopeful.failure['#text']).toContain(raceTable(all[2]!.result.trace!));
    expect(hopeful.failure).toMatchObject({
      type: 'atTheEnd',
      message: expect.stringMatching(/^BUG: mmcheck/),
    });
    expect(pessimistic.failure.type).toBe('violation-not-found');
    expect(wrong.failure.type).toBe('atTheEnd');
    expect(limited.error).toMatchObject({
      type: 'incomplete',
      message: expect.stringContaining('the limit of states was reached'),
    });
  });

  it('says within which bounds each case is meant', () => {
    const [racy] = parse(all).testsuite[1].testcase;
    expect(racy['system-out']).toContain(all[6]!.certificate.sentence);
  });

  it('is well-formed whatever names and messages have in them', () => {
    const [suite] = parse([nasty(all)]).testsuite;
    expect(suite.testcase[0].name).toContain('a<b>&"c"\'d\' # e|f %0A: g,h');
    expect(suite.testcase[0].failure['#text']).toContain(']]>');
    expect(junitReport([nasty(all)])).not.toMatch(/[\0\ud800]/);
  });

  it('is a document when nothing was checked', () => {
    expect(parse([])).toMatchObject({ tests: '0' });
  });
});
