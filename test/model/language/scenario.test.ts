import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../checker/program/program.ts';
import {
  after,
  always,
  count,
  design,
  designOf,
  engineChecks,
  holds,
  machine,
  many,
  never,
  oneOf,
  type Property,
  patch,
  pointer,
  scenario,
  size,
  sometimes,
  startedFns,
  type Thread,
  type ThreadOptions,
  table,
  thread,
  violated,
  wait,
} from '../../../model/language/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf } from '../../helpers/programOf.ts';
import { refusal } from '../../helpers/refusal.ts';

const mm = machine({ page: table(size('pages', 2), { count: count(3) }) }, ['kmemleak']);
type Mm = typeof mm.state;
const get_page = mm.fn(
  'get_page',
  'mm/swap.c',
  { page: pointer('page'), pte: oneOf('none', 'present'), times: count(2) },
  {},
  { get: () => {} },
);
const put_page = mm.fn('put_page', 'mm/swap.c', {}, {}, { put: () => {} });
const cpu0 = thread(get_page, { page: 0, pte: 'none', times: 1 });
const threads = { cpu0 };
const designs = { mainline: design([], holds) };
const parts = { summary: 'A page is got.', machine: mm, threads, designs };
const make = (more: object, name = 'migration/get-page') => scenario(name, { ...parts, ...more });
const build = (more: object, sizes = {}) => buildProgram(make(more), 'mainline', sizes);

describe('a scenario', () => {
  it('has nothing more than it was given', () => {
    const { name, sizes, properties, unreachable, abstractions, initial } = make({});
    expect([name, sizes, properties, unreachable, abstractions]).toEqual([
      'migration/get-page',
      {},
      [],
      {},
      [],
    ]);
    expect(Object.keys(initial)).toEqual(['start']);
  });

  it('keeps the names of its initial states', () => {
    const initial = { idle: () => {}, busy: () => {} };
    expect(Object.keys(make({ initial }).initial)).toEqual(['idle', 'busy']);
  });

  it.each(['get-page', 'Migration/get-page', 'migration/get_page', 'a/b/c', 'a/', '/b', 'a b/c', ''])(
    "is not called '%s'",
    (name) => {
      expect(refusal(() => make({}, name))).toBe(
        `scenario '${name}': the name is not of the form family/name; allowed: lower case, digits, hyphens`,
      );
    },
  );

  it.each(['threads', 'initial states', 'designs'])('has %s', (what) => {
    const field = what.split(' ')[0]!;
    expect(refusal(() => make({ [field]: {} }))).toBe(
      `migration/get-page: it has no ${what}; allowed: one or more`,
    );
  });

  it('has one property of each name', () => {
    const properties = [always<Mm>('it is so', () => true), sometimes<Mm>('it is so', () => true)];
    expect(refusal(() => make({ properties }))).toBe(
      'migration/get-page: two properties are called "it is so"; allowed: one of each name',
    );
  });

  it('has properties in whose words something is checked', () => {
    const properties = [never<Mm>('nothing is lost', 'kmemleek')];
    expect(refusal(() => make({ properties }))).toContain(
      `migration/get-page: "nothing is lost" names the check 'kmemleek', which nothing makes; did you mean 'kmemleak'?`,
    );
    const right = [never<Mm>('nothing is lost', 'kmemleak'), never<Mm>('nobody waits', 'deadlock')];
    expect(make({ properties: right }).properties).toHaveLength(2);
  });
});

describe('an expectation', () => {
  const expecting = (by: string, properties: readonly Property<Mm>[] = []) =>
    make({ properties, designs: { mainline: design([], violated(by)) } });

  it.each([...engineChecks, 'kmemleak', 'it is so'])('may be a violation of %s', (by) => {
    const made = expecting(by, [always<Mm>('it is so', () => true)]);
    expect(made.designs.mainline!.expected).toEqual({ verdict: 'violated', by });
  });

  it('may be any violation', () => {
    expect(make({ designs: { mainline: design([], violated()) } }).designs.mainline!.expected).toEqual({
      verdict: 'violated',
    });
  });

  it('is not a violation of what nothing checks', () => {
    expect(refusal(() => expecting('kmemlaek'))).toBe(
      "migration/get-page@mainline: it is expected to violate 'kmemlaek', which nothing checks; " +
        `did you mean 'kmemleak'? (allowed: ${[...engineChecks, 'kmemleak'].join(', ')})`,
    );
    expect(refusal(() => expecting('it is so'))).toContain("to violate 'it is so', which nothing checks");
  });
});

describe('a design', () => {
  const series = [patch('x').in(get_page, after('get', { barrier: () => {} }))];
  const both = make({ designs: { ...designs, '2.6.35': design(series, holds) } });

  it('is found by its name', () => {
    expect(designOf(both, '2.6.35').series).toBe(series);
    expect(buildProgram(both, '2.6.35').bodies[0]!.labels.map(({ name }) => name)).toEqual([
      'get',
      'barrier',
    ]);
    expect(buildProgram(both, 'mainline').bodies[0]!.labels.map(({ name }) => name)).toEqual(['get']);
  });

  it('is refused where there is none of the name, with the nearest', () => {
    expect(refusal(() => designOf(both, 'mainlin'))).toBe(
      "migration/get-page: it has no design 'mainlin'; did you mean 'mainline'? (allowed: mainline, 2.6.35)",
    );
    expect(refusal(() => buildProgram(both, 'constructor'))).toContain("it has no design 'constructor'");
  });
});

describe('a thread', () => {
  it('runs in a task unless it is said where', () => {
    const worker = thread(get_page, { page: 0, pte: 'none', times: 1 }, { context: 'kworker' });
    const { threads } = build({ threads: { cpu0, worker } });
    expect(threads.map(({ name, index, context }) => [name, index, context])).toEqual([
      ['cpu0', 0, 'task'],
      ['worker', 1, 'kworker'],
    ]);
  });

  describe('in an interrupt', () => {
    const why =
      "its context is 'interrupt' and it names no CPU, so it would interrupt nobody; allowed: { context: 'interrupt', cpu: 0 }";
    const given = { page: 0, pte: 'none', times: 1 } as const;
    const interrupt = { context: 'interrupt' } as const;

    it('is one of a CPU', () => {
      expect(refusal(() => thread(get_page, given, interrupt))).toBe(`thread(get_page): ${why}`);
      expect(thread(get_page, given, { ...interrupt, cpu: 1 })).toMatchObject({ ...interrupt, cpu: 1 });
      const softirq = { context: 'softirq', cpu: 1 } as const;
      expect(thread(get_page, given, softirq)).toMatchObject(softirq);
    });

    it('is one of a CPU where it is put together by hand, alone or in a group', () => {
      const irq: Thread = Object.assign({}, thread(get_page, given), interrupt);
      expect(refusal(() => build({ threads: { irq } }))).toBe(`migration/get-page: thread irq: ${why}`);
      const group = many(2, (i) => (i === 0 ? thread(get_page, given) : irq));
      expect(refusal(() => build({ threads: { irqs: group } }))).toBe(
        `migration/get-page: threads irqs: thread 1: ${why}`,
      );
    });
  });

  it.each([
    ['page', 2, 'pointer'],
    ['page', -1, 'pointer'],
    ['page', undefined, 'pointer'],
    ['pte', 'swap', 'oneOf'],
    ['times', 3, 'count'],
    ['times', 0.5, 'count'],
  ])('is not given the argument %s %s', (name, value, domain) => {
    const given = { page: 0, pte: 'none', times: 1, [name]: value };
    const wrong = { cpu0: thread(get_page, given as never) };
    expect(refusal(() => build({ threads: wrong }))).toBe(
      `migration/get-page: thread cpu0: the argument ${name} is ${value}, which is outside its domain; allowed: a ${domain}`,
    );
  });

  it('is given arguments within the sizes in force', () => {
    const last = { cpu0: thread(get_page, { page: 2, pte: 'none', times: 2 }) };
    expect(refusal(() => build({ threads: last }))).toContain('the argument page is 2');
    expect(build({ threads: last }, { pages: 3 }).threads[0]!.arguments.page).toBe(2);
    expect(build({ threads: last, sizes: { pages: 3 } }).sizes).toEqual({ pages: 3 });
  });

  it('is given arguments that its function has', () => {
    const wrong = { cpu0: thread(get_page, { page: 0, pte: 'none', times: 1, tiems: 1 } as never) };
    expect(refusal(() => build({ threads: wrong }))).toBe(
      "migration/get-page: thread cpu0: get_page has no parameter 'tiems'; did you mean 'times'? (allowed: page, pte, times)",
    );
  });

  it('may stay before its first label for ever only where it is optional', async () => {
    const sleep = wait((s: Mm) => s.page[0]!.count > 0);
    const beside = (listing: object, options: ThreadOptions) => {
      const kswapd = mm.fn('kswapd', 'mm/vmscan.c', {}, {}, listing as never);
      const both = { cpu0: thread(put_page, {}), kswapd: thread(kswapd, {}, options) };
      return nearest(programOf(mm, both));
    };
    const message = 'no thread can go on: kswapd waits at sleep';
    expect(await beside({ sleep }, { optional: true })).toBeUndefined();
    expect(await beside({ sleep }, {})).toEqual({ check: 'deadlock', message, steps: 1 });
    const begun = { begin: () => {}, sleep };
    expect(await beside(begun, { optional: true })).toEqual({ check: 'deadlock', message, steps: 2 });
  });

  it('may be one of many, as many as a size says', () => {
    const group = { cpu: many(size('cpus', 2), (i) => thread(get_page, { page: i, pte: 'none', times: 0 })) };
    const names = (sizes = {}) =>
      build({ threads: { ...group, last: thread(put_page, {}) } }, sizes).threads.map(({ name }) => name);
    expect(names()).toEqual(['cpu0', 'cpu1', 'last']);
    expect(names({ cpus: 1 })).toEqual(['cpu0', 'last']);
    expect(refusal(() => names({ cpus: 3 }))).toContain('thread cpu2: the argument page is 2');
  });
});

describe('the functions that are started', () => {
  it('are those of all threads, each once, of a group as many as its size makes', () => {
    const get = (i: number) => thread(get_page, { page: i, pte: 'none', times: 0 });
    const cpu = many(size('cpus', 2), get);
    const made = make({ threads: { cpu, put: thread(put_page, {}), again: get(1) } });
    expect(startedFns(made)).toEqual([get_page, put_page]);
    const either = many(size('cpus', 1), (i) => (i < 2 ? get(i) : thread(put_page, {})));
    expect(startedFns(make({ threads: { either } }))).toEqual([get_page]);
    expect(startedFns(make({ threads: { either } }), { cpus: 3 })).toEqual([get_page, put_page]);
    expect(startedFns(make({ threads: { either }, sizes: { cpus: 3 } }))).toEqual([get_page, put_page]);
  });
});

describe('a size', () => {
  it('is refused where the scenario has none of the name, with the nearest', () => {
    expect(refusal(() => build({}, { pgaes: 3 }))).toBe(
      "migration/get-page: it has no size 'pgaes'; did you mean 'pages'? (allowed: pages)",
    );
  });
});

describe('a label declared unreachable', () => {
  it('is one that a function of the scenario has', () => {
    expect(build({ unreachable: { 'get_page.get': 'it is so' } }).design).toBe('mainline');
    expect(refusal(() => build({ unreachable: { 'get_page.gt': 'it is so' } }))).toBe(
      "migration/get-page: it declares 'get_page.gt' unreachable, which is no label; " +
        "did you mean 'get_page.get'? (allowed: get_page.get)",
    );
    expect(refusal(() => build({ unreachable: { 'put_page.put': 'it is so' } }))).toContain("'put_page.put'");
  });

  it('may be one that only another design has', () => {
    const series = [patch('x').in(get_page, after('get', { barrier: () => {} }))];
    const both = { ...designs, patched: design(series, holds) };
    const unreachable = { 'get_page.barrier': 'it is so' };
    expect(build({ designs: both, unreachable }).design).toBe('mainline');
    expect(refusal(() => build({ designs: both, unreachable: { 'gt_page.get': 'it is so' } }))).toContain(
      "it declares 'gt_page.get' unreachable",
    );
  });
});
