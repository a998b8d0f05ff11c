import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Reported } from '../../../checker/report/outcome.ts';
import { sarifReport } from '../../../checker/report/sarif.ts';
import { nasty, reportedResults, root } from '../../helpers/reportedResults.ts';

let all: Reported[];
beforeAll(async () => {
  all = await reportedResults();
});

/** The schema of OASIS is written in draft 4, whose `id` is the one thing in it that later drafts spell otherwise. */
const {
  $schema: _,
  id: $id,
  ...schema
} = JSON.parse(readFileSync(path.join(import.meta.dirname, 'schemas/sarif-schema-2.1.0.json'), 'utf8'));
const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile({
  $id,
  ...schema,
});

function parse(results: readonly Reported[], at = root) {
  const log = JSON.parse(sarifReport(results, { root: at, version: '1.2.3' }));
  validate(log);
  expect(validate.errors ?? []).toEqual([]);
  return log.runs[0];
}

interface Place {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string };
    readonly region: { readonly startLine: number };
  };
}

const textAt = ({ physicalLocation: { artifactLocation, region } }: Place) =>
  readFileSync(path.join(root, artifactLocation.uri), 'utf8').split('\n')[region.startLine - 1]!.trim();

describe('the SARIF report', () => {
  it('has a result for what is not as expected, and a certificate for everything', () => {
    const run = parse(all);
    expect(run.tool.driver).toMatchObject({ name: 'mmcheck', version: '1.2.3' });
    expect(run.results.map((r: { properties: { design: string } }) => r.properties.design)).toEqual([
      'hopeful',
      'pessimistic',
      'wrong',
      'atomic',
    ]);
    expect(run.properties.certificates).toHaveLength(7);
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
  });

  it('says where: the label that failed, or the line that lists the design', () => {
    const places = parse(all).results.map(({ locations }: { locations: Place[] }) => locations[0]);
    expect(places.map(textAt)).toEqual([
      expect.stringMatching(/^write: /),
      expect.stringMatching(/^pessimistic: design/),
      expect.stringMatching(/^write: /),
      expect.stringMatching(/^atomic: design/),
    ]);
    expect(places[0].physicalLocation.artifactLocation).toEqual({
      uri: 'test/cli/fixtures/counter.ts',
      uriBaseId: '%SRCROOT%',
    });
    const elsewhere = parse(all, path.join(root, 'docs')).results[0].locations[0].physicalLocation;
    expect(elsewhere.artifactLocation).toEqual({
      uri: `file://${path.join(root, 'test/cli/fixtures/counter.ts')}`,
    });
  });

  it('has the race as one flow a thread, whose order of execution is that of the trace', () => {
    const race = { ...all[6]!, result: { ...all[6]!.result, asExpected: false } };
    const [{ codeFlows }] = parse([race]).results;
    const { steps, threads } = race.result.trace!;
    const flows: { id: string; locations: { executionOrder: number; location: Place }[] }[] =
      codeFlows[0].threadFlows;
    expect(flows.map(({ id }) => id)).toEqual(
      threads.flatMap(({ name }, i) => (steps.some(({ thread }) => thread === i) ? [name] : [])),
    );
    const ordered = flows
      .flatMap(({ id, locations }) => locations.map((one) => ({ ...one, id })))
      .sort((a, b) => a.executionOrder - b.executionOrder);
    expect(ordered.map(({ id }) => id)).toEqual(steps.map(({ thread }) => threads[thread]!.name));
    expect(ordered.map(({ executionOrder }) => executionOrder)).toEqual(steps.map((_step, i) => i + 1));
    for (const [i, { location }] of ordered.entries()) expect(textAt(location)).toContain(steps[i]!.line);
  });

  it('knows a result again', () => {
    const prints = (results: readonly Reported[]): unknown[] =>
      parse(results).results.map(
        (r: { partialFingerprints: object }) => Object.values(r.partialFingerprints)[0],
      );
    const [hopeful] = prints(all);
    expect(new Set(prints(all)).size).toBe(4);
    expect(prints([all[2]!])).toEqual([hopeful]);
  });

  it('is valid whatever names and messages have in them, and when nothing is wrong', () => {
    expect(parse([nasty(all)]).results).toHaveLength(1);
    expect(parse([]).results).toEqual([]);
  });
});
