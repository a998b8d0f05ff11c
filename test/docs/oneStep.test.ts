import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { accesses } from '../../checker/accesses.ts';
import { buildProgram } from '../../checker/program/program.ts';
import { coarseLabels } from '../../checker/verdict/coarse.ts';
import { catalogueNames, fromCatalogue } from '../../cli/catalogue.ts';
import { why } from '../../model/zsmalloc/why.ts';

const prefix = 'zsmalloc/';
const scenarios = await Promise.all(
  catalogueNames('checked')
    .filter((name) => name.startsWith(prefix))
    .map(async (name) => (await fromCatalogue(name))!),
);
const names = scenarios.map(({ name }) => name.slice(prefix.length));

const quoted = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);

/** The rows of the table in docs/zsmalloc.md: a reason, the labels that give it, the scenarios that hang on it. */
const table = new Map(
  readFileSync(join(import.meta.dirname, '../../docs/zsmalloc.md'), 'utf8')
    .split('| why it is one step | labels | what hangs on it |\n|---|---|---|\n')[1]!
    .split('\n\n')[0]!
    .split('\n')
    .map((line) => {
      const [reason, labels, hangs] = line.slice(2, -2).split(' | ');
      const listed = quoted(hangs!);
      const needed = hangs!.startsWith('all but') ? names.filter((name) => !listed.includes(name)) : listed;
      return [reason!, { labels: quoted(labels!), needed }] as const;
    }),
);

/** Of each reason that a label of a design gives, the labels. */
function reasonsGiven(): Map<string, Set<string>> {
  const given = new Map<string, Set<string>>();
  for (const scenario of scenarios) {
    for (const design of Object.keys(scenario.designs)) {
      for (const { body } of buildProgram(scenario, design).threads) {
        for (const { oneStep, id } of body.labels) {
          if (oneStep === undefined) continue;
          given.set(oneStep, (given.get(oneStep) ?? new Set()).add(id));
        }
      }
    }
  }
  return given;
}

describe('the table of reasons in docs/zsmalloc.md', () => {
  it('has every reason that a label gives, with all labels that give it', () => {
    const given = [...reasonsGiven()].map(([reason, labels]) => [reason, [...labels].sort()]);
    const shown = [...table].map(([reason, { labels }]) => [reason, labels]);
    expect(Object.fromEntries(given)).toEqual(Object.fromEntries(shown));
  });

  it('has every reason of the models, and something hangs on each', () => {
    for (const reason of Object.values(why)) expect(table.get(reason)?.needed, reason).not.toEqual([]);
  });
});

/** Two minutes: the contended accesses of every design. */
describe.runIf(inject('long'))('the designs that hold', () => {
  const needed = new Map<string, Set<string>>();
  for (const scenario of scenarios) {
    for (const [design, { expected }] of Object.entries(scenario.designs)) {
      if (expected.verdict !== 'holds') continue;
      it(`${scenario.name}@${design} has no label that is too coarse`, async () => {
        const { labels } = await accesses(buildProgram(scenario, design));
        expect(coarseLabels(labels)).toEqual([]);
        for (const { label, contended } of labels) {
          if (label.oneStep === undefined || contended.length < 2) continue;
          const those = needed.get(label.oneStep) ?? new Set();
          needed.set(label.oneStep, those.add(scenario.name.slice(prefix.length)));
        }
      });
    }
  }

  it('hang on the reasons that the table says', () => {
    const hang = [...table.keys()].map((reason) => [reason, [...(needed.get(reason) ?? [])].sort()]);
    const shown = [...table].map(([reason, row]) => [reason, [...row.needed].sort()]);
    expect(Object.fromEntries(hang)).toEqual(Object.fromEntries(shown));
  });
});
