import {
  constant,
  count,
  design,
  type Fn,
  holds,
  machine,
  many,
  pointer,
  range,
  type Scenario,
  type StateOf,
  scenario,
  size,
  table,
  thread,
  unless,
  wait,
} from '../../../../index.ts';
import { of, type Wish } from './wish.ts';

export function belowZero(): Wish {
  const offset = machine({ n: count(4) });
  const mm = machine({ n: range(-2, 2) });
  const down = offset.fn(
    'down',
    'test',
    {},
    {},
    {
      // 2 stands for 0.
      down: unless((s) => s.n < 2 + 2, 'return'),
      'n + 1 - 2': (s) => void (s.n < 4 && s.n++),
      far: (s) => void Object.assign(s, { n: s.n >= 2 ? s.n - 2 : s.n }),
    },
  );
  const own = mm.fn(
    'down',
    'test',
    {},
    {},
    {
      down: unless((s) => s.n < 2, 'return'),
      'n++': (s) => void (s.n < 2 && s.n++),
      far: (s) => void Object.assign(s, { n: s.n >= 0 ? s.n - 2 : s.n }),
    },
  );
  const before = of({ machine: offset, threads: { a: thread(down, {}), b: thread(down, {}) } });
  return {
    wish: 'numbers below zero',
    before: {
      ...before,
      initial: { start: (s: typeof offset.state) => void Object.assign(s, { n: 2 }) },
    } as Scenario,
    after: of({ machine: mm, threads: { a: thread(own, {}), b: thread(own, {}) } }),
  };
}

export function sizesInRecipes(): Wish {
  const cpus = size('cpus', 3);
  const by = machine({ arrived: count(cpus), cpu: table(cpus, {}) });
  const mm = machine({ arrived: count(cpus), N: constant(cpus) });
  const rows = by.fn(
    'meet',
    'test',
    {},
    {},
    {
      arrive: (s) => void s.arrived++,
      wait: wait((s) => s.arrived === s.cpu.length),
    },
  );
  const read = mm.fn(
    'meet',
    'test',
    {},
    {},
    { arrive: (s) => void s.arrived++, wait: wait((s) => s.arrived === s.N) },
  );
  return {
    wish: 'sizes can be read where recipes need them',
    before: of({ machine: by, threads: { cpu: many(cpus, () => thread(rows, {})) } }),
    after: of({ machine: mm, threads: { cpu: many(cpus, () => thread(read, {})) } }),
  };
}

export function extended(): Wish {
  const shape = { page: table(1, { count: count(2) }) };
  const small = machine(shape);
  const get = small.fn('get_page', 'test', {}, {}, { get: (s) => void s.page[0]!.count++ });
  const larger = { page: table(1, { count: count(2), root: pointer('page') }) };
  const by = machine(larger);
  type By = StateOf<typeof larger>;
  type Wider<F> = F extends Fn<infer _S, infer P, infer L, infer N, infer G> ? Fn<By, P, L, N, G> : never;
  const wide = { ...get, root: by.root } as unknown as Wider<typeof get>;
  const mm = small.extend({ page: { root: pointer('page') } });
  const { get_page } = mm.take({ get_page: get });
  return {
    wish: 'a machine is extended, and its functions have the types of the larger one',
    before: of({ machine: by, threads: { a: thread(wide, {}), b: thread(wide, {}) } }),
    after: of({ machine: mm, threads: { a: thread(get_page, {}), b: thread(get_page, {}) } }),
  };
}

export function threadsByName(): Wish {
  const mm = machine({ n: count(2) });
  const inc = mm.fn('inc', 'test', {}, {}, { inc: (s) => void s.n++, done: () => {} });
  const threads = { first: thread(inc, {}), second: thread(inc, {}) };
  const designs = { d: design([], holds) };
  return {
    wish: 'properties have the threads by name, and labels that are checked',
    before: scenario('test/wish', {
      summary: '',
      machine: mm,
      threads,
      properties: ({ sometimes }) => [
        sometimes(
          'only the second',
          (_s, [first, second]) => first!.label === 'inc' && second!.label === 'done',
        ),
      ],
      designs,
    }),
    after: scenario('test/wish', {
      summary: '',
      machine: mm,
      threads,
      properties: ({ sometimes }) => [
        sometimes('only the second', (_s, { first, second }) => first.at('inc') && second.at('done')),
      ],
      designs,
    }),
  };
}
