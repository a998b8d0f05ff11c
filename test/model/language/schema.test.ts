import { describe, expect, it } from 'vitest';
import {
  bool,
  count,
  machine,
  oneOf,
  pointer,
  record,
  rowSet,
  size,
  table,
  tasks,
  thread,
} from '../../../model/language/index.ts';
import { programOf } from '../../helpers/programOf.ts';
import { refusal } from '../../helpers/refusal.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine({
  locked: bool(),
  pte: oneOf('none', 'present'),
  page: table(size('pages', 2), { count: count(size('most', 3)), lru: record({ next: pointer('page') }) }),
  pages: rowSet('page'),
  task: tasks({ nesting: count(1) }),
});
const fn = mm.fn(
  'start',
  'mm/example.c',
  { page: pointer('page') },
  { pte: oneOf('none', 'present'), found: pointer('page') },
  { start: () => {} },
);
const two = { cpu0: thread(fn, { page: 1 }), cpu1: thread(fn, { page: null }) };

describe('a schema', () => {
  it('starts with every leaf at its first value', () => {
    const { state } = new Walk(programOf(mm, two));
    const page = { count: 0, lru: { next: null } };
    expect(state.shared).toEqual({
      locked: false,
      pte: 'none',
      page: [page, page],
      pages: 0,
      task: [{ nesting: 0 }, { nesting: 0 }],
    });
  });

  it('starts a thread with its arguments and its locals at their first values', () => {
    const walk = new Walk(programOf(mm, two));
    expect(walk.my('cpu0')).toMatchObject({ page: 1, pte: 'none', found: null });
    expect(walk.my('cpu1')).toMatchObject({ page: null, pte: 'none', found: null });
  });

  it('has as many rows as its size parameters say', () => {
    const { state } = new Walk(programOf(mm, two, { sizes: { pages: 3 } }));
    expect(state.shared.page).toHaveLength(3);
  });

  it('has a row of tasks for each thread', () => {
    const { state } = new Walk(programOf(mm, { ...two, cpu2: two.cpu0 }));
    expect(state.shared.task).toHaveLength(3);
  });
});

/** Runs one assignment on a machine of two pages and a count up to 3. */
function assigning(assign: (state: typeof mm.state) => unknown): () => unknown {
  const assigns = mm.fn('assigns', 'mm/example.c', {}, {}, { assign });
  return () => new Walk(programOf(mm, { cpu0: thread(assigns, {}) })).run('cpu0');
}

describe('the domain of a leaf', () => {
  it.each<[string, (state: typeof mm.state) => unknown]>([
    ['count', (s) => (s.page[0]!.count = 3)],
    ['oneOf', (s) => (s.pte = 'present')],
    ['pointer', (s) => (s.page[1]!.lru.next = 1 as never)],
    ['pointer', (s) => (s.page[1]!.lru.next = null)],
    ['rowSet', (s) => (s.pages = 3 as never)],
  ])('holds the last value of a %s', (_domain, assign) => {
    expect(assigning(assign)()).toEqual(['assign']);
  });

  it.each<[string, (state: typeof mm.state) => unknown]>([
    ['page[1].count: 4 is outside its domain 0..3', (s) => (s.page[1]!.count = 4)],
    ['page[0].count: -1 is outside its domain 0..3', (s) => s.page[0]!.count--],
    ['page[0].count: 0.5 is outside its domain 0..3', (s) => (s.page[0]!.count = 0.5)],
    ['pte: swap is outside its domain none, present', (s) => (s.pte = 'swap' as never)],
    ['locked: 1 is outside its domain false, true', (s) => (s.locked = 1 as never)],
    ['page[0].lru.next: 2 is outside its domain NULL, page[0..1]', (s) => (s.page[0]!.lru.next = 2 as never)],
    ['pages: 4 is outside its domain sets over page[0..1]', (s) => (s.pages = 4 as never)],
  ])('is violated, with the path of the field: %s', (message, assign) => {
    expect(assigning(assign)).toThrow(expect.objectContaining({ check: 'domain', message }));
  });
});

describe('a schema that cannot be', () => {
  const build = (shape: Parameters<typeof machine>[0], sizes = {}) => {
    const broken = machine(shape);
    const nothing = broken.fn('nothing', 'mm/example.c', {}, {}, { nothing: () => {} });
    return refusal(() => programOf(broken, { cpu0: thread(nothing, {}) }, { sizes }));
  };

  it('lists a value of an enumeration twice', () => {
    expect(build({ pte: oneOf('none', 'none') })).toBe(
      'pte: a value of its enumeration is listed twice; allowed: each once',
    );
  });

  it('has sets over more than 31 rows', () => {
    const shape = { page: table(size('pages', 31), {}), pages: rowSet('page') };
    expect(build(shape, { pages: 32 })).toBe("pages: a set over 32 rows of 'page'; allowed: at most 31");
  });

  it('has no bound for a count', () => {
    expect(build({ page: table(1, { count: count(0) }) })).toContain('page[].count: a size of 0');
  });
});
