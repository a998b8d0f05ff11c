import { describe, expect, it } from 'vitest';
import { longestSeries, prefixesOf } from '../../../../checker/questions/series/prefixes.ts';
import {
  type AnyPatch,
  after,
  design,
  holds,
  machine,
  patch,
  type Scenario,
  scenario,
  thread,
} from '../../../../model/language/index.ts';
import lifetime from '../../../../scenarios/migration/anon-vma-lifetime.ts';
import { lostUpdate } from '../../../machines/lostUpdateSeries.ts';

describe('the prefixes of a series', () => {
  it('are all its commits, from none of its patches to all', () => {
    const prefixes = prefixesOf(lostUpdate, 'locked');
    expect(prefixes.map(({ patches, design: { name }, subject }) => [patches, name, subject])).toEqual([
      [0, 'racy', undefined],
      [1, 'locked~1', 'counter: take a lock'],
      [2, 'locked', 'counter: take another lock'],
    ]);
    expect(prefixes.map(({ expected }) => expected?.verdict)).toEqual(['violated', undefined, 'holds']);
  });

  it('have the names of the releases that they are', () => {
    const names = prefixesOf(lifetime, '3.0').map((prefix) => prefix.design.name);
    const releases = ['2.6.34', '2.6.34+ref', '2.6.35', '2.6.37', '2.6.38', '2.6.39', '3.0'];
    expect(names.filter((name) => releases.includes(name))).toEqual(releases);
  });

  it('begin with another design where only the patches on top of it are asked for', () => {
    const names = prefixesOf(lifetime, '2.6.38', '2.6.37').map((prefix) => [
      prefix.patches,
      prefix.design.name,
    ]);
    expect(names).toEqual([
      [6, '2.6.37'],
      [7, '2.6.38'],
    ]);
    expect(() => prefixesOf(lifetime, '2.6.38', '3.0')).toThrow(
      /the series of 2\.6\.38 does not begin with that of 3\.0; allowed: 2\.6\.34, 2\.6\.34\+ref, /,
    );
    expect(() => prefixesOf(lifetime, '2.6.38', '2.6.3')).toThrow(
      "it has no design '2.6.3'; did you mean '2.6.34'?",
    );
  });

  it('start, without a name, as the nearest design that they begin with, in whatever order those are', () => {
    const nothing = () => {};
    const mm = machine({});
    const fn = mm.fn('f', 'test', {}, {}, { first: nothing });
    const [one, two, three, other] = ['one', 'two', 'three', 'other'].map((label) =>
      patch(label).in(fn, after('first', { [label]: nothing })),
    );
    const starting = (name: string, ...series: AnyPatch[]) =>
      design(series, holds, { initial: { [name]: nothing } });
    const made = scenario('test/starts', {
      summary: '',
      machine: mm,
      threads: { cpu0: thread(fn, {}) },
      initial: { usual: nothing },
      designs: {
        one: starting('one', one!),
        // It has as many patches as the nearest one, and is no beginning.
        other: starting('other', one!, other!),
        two: starting('two', one!, two!),
        elsewhere: starting('elsewhere', other!),
        all: starting('all', one!, two!, three!, other!),
      },
    });
    const starts = (of: Scenario) =>
      prefixesOf(of, 'all').map((prefix) => Object.keys(prefix.design.initial!)[0]);
    expect(starts(made)).toEqual(['usual', 'one', 'two', 'two', 'all']);
    const reversed = Object.fromEntries(Object.entries(made.designs).reverse());
    expect(starts({ ...made, designs: reversed })).toEqual(['usual', 'one', 'two', 'two', 'all']);
  });

  it('are those of the longest series where no design is named', () => {
    expect(longestSeries(lifetime)).toBe('3.0');
    expect(longestSeries(lostUpdate)).toBe('locked');
  });
});
