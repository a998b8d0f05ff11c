import { any, array, bool, bounded, call, count, design, either, goto, holds, kernelChecks, machine, oneOf, oneStep, on, otherwise, patch, pointer, range, record, replace, scenario, size, spin, startsAt, table, tasks, taskFields, thenGoto, thread, unless, wait, when } from '../../../../index.ts';
const mm = machine({ n: count(3), busy: bool(), page: table(size('pages', 2), { count: count(2), next: pointer('page') }), task: tasks(taskFields()) }, kernelChecks);
/** Nothing in here says a type: the compiler knows them all. */
const f = mm.fn('f', 'x', { page: pointer('page') }, { p: pointer('page'), got: bool() }, {
  a: either(on((s) => s.n > 0, goto('out')), otherwise()),
  b: either(on((s) => s.n > 0, goto('out', (s, my) => { my.p = null; s.n = 0; })), otherwise((s) => { s.n = 1; })),
  c: wait((s) => s.n > 0, when((_s, my) => my.p === null, 'out')),
  d: spin((s) => s.n > 0, unless((s, my) => my.p === null && s.busy, 'out')),
  e: either(any('page', (s, _my, page) => s.page[page]!.count === 0, (_s, my, page) => { my.p = page; }), otherwise(goto('out'))),
  e2: either(any('page', (s, _my, page) => s.page[page]!.count === 0, (_s, my, page) => { my.p = page; }, 'out'), on((_s, my) => my.got, when((s) => s.busy, 'out'))),
  e3: either(any(['page', bool()], (s, my, [page, all]) => all && my.got && s.page[page]!.count === 0, (s, my, [page]) => { my.p = page; s.n = 0; }), any(oneOf('x', 'y'), (s, _my, kind) => s.busy && kind === 'x', goto('out'))),
  g: oneStep('why', (s, my) => { s.n = 0; my.got = false; }),
  h: oneStep('why', when((s, my) => s.busy && my.got, 'out')),
  i: bounded({ table: 'page', what: 'x', instead: 'y' }, either(any('page', (s, _my, page) => s.page[page]!.count === 0))),
  j0: goto(['a', 'out', 'break'], (s, my) => { s.n = 0; return my.got ? 'a' : s.busy ? 'out' : 'break'; }),
  j: thenGoto(wait((s) => s.busy), 'out'),
  out: (s) => { s.busy = false; },
});
/** Locals with values to start with, records and arrays. */
export const locals = mm.fn('locals', 'x', {}, { p: pointer('page'), ret: startsAt(range(-2, 2), -2), seen: array(2, bool()), last: record({ page: pointer('page'), n: count(2) }), each: table(2, { of: oneOf('x', 'y') }) }, {
  a: (s, my) => { my.seen[0] = s.busy; my.last.page = s.page[0]!.next; my.last.n = my.seen.filter((one) => one).length; my.each[1]!.of = 'y'; },
  b: when((_s, my) => my.ret < 0 && my.seen.every((one) => one) && my.each.some(({ of }) => of === 'x'), 'a'),
  c: call(f, { page: 'p' }),
});
const p1 = patch('x').locals(f, { q: pointer('page') }).in(f, replace('g', { g: (s, my) => { s.n = 1; my.q = my.page; }, g2: goto('out') }), replace('out', { out: unless((_s, my) => my.got, 'g2') }));
const p2 = patch('y', p1).in(f, replace('g2', { g2: (s, my) => { s.page[my.q!]!.count = 0; } }));
/** A list of patches keeps what they add. */
const series = [p1, p2];
const p3 = patch('z', ...series).in(f, replace('g2', { g3: (s, my) => { s.page[my.q!]!.count = 1; } }));
export const inferred = scenario('test/inferred', { summary: 'x', machine: mm, threads: { t: thread(f, { page: 0 }) },
  properties: ({ always, sometimes }) => [always('n', (s) => s.n < 3), sometimes('w', (s, { t }) => s.busy && t.ended && t.my.got)],
  designs: { d: design([...series, p3], holds) } });
