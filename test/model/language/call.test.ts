import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../checker/program/program.ts';
import {
  type AnyPatch,
  after,
  bool,
  call,
  count,
  design,
  goto,
  holds,
  machine,
  patch,
  pointer,
  replace,
  scenario,
  table,
  thread,
  unless,
} from '../../../model/language/index.ts';
import { programOf } from '../../helpers/programOf.ts';
import { refusal } from '../../helpers/refusal.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine({ page: table(3, { count: count(9) }), stop: bool() });
type Mm = typeof mm.state;
const page = { page: pointer('page') };

/** Counts its page up, and how often it has done so in a local. */
const get_page = mm.fn(
  'get_page',
  'mm/swap.c',
  page,
  { times: count(9) },
  {
    get: (s, my) => {
      s.page[my.page!]!.count++;
      my.times++;
    },
    again: unless((s: Mm) => s.stop, 'return'),
    never: () => {},
  },
);

/** A thread `cpu0` of the function with page 1 for each of its parameters. */
function started(fn: unknown, ...series: AnyPatch[]): Walk {
  const made = fn as typeof get_page;
  const args = Object.fromEntries(Object.keys(made.parameters).map((name) => [name, 1]));
  return new Walk(programOf(mm, { cpu0: thread(made, args as { page: number }) }, { series }));
}
const counts = (walk: Walk) => (walk.state.shared.page as { count: number }[]).map(({ count }) => count);
const slots = (walk: Walk) => walk.state.threads[0]!.slots;

describe('a call', () => {
  it('inlines the labels of the function under its own', () => {
    const twice = mm.fn('twice', 'mm/example.c', page, {}, { first: call(get_page), second: call(get_page) });
    expect(started(twice).run('cpu0')).toEqual(['first.get', 'first.again', 'second.get', 'second.again']);
    const outer = mm.fn('outer', 'mm/example.c', page, {}, { begin: () => {}, twice: call(twice) });
    expect(started(outer).run('cpu0')).toEqual([
      'begin',
      'twice.first.get',
      'twice.first.again',
      'twice.second.get',
      'twice.second.again',
    ]);
  });

  it('gives a parameter what the caller has under the same name', () => {
    const walk = started(mm.fn('f', 'mm/example.c', page, {}, { get: call(get_page) }));
    walk.run('cpu0');
    expect(counts(walk)).toEqual([0, 1, 0]);
  });

  it('gives a parameter what the caller has under the name that it is bound to', () => {
    const locals = { new: pointer('page') };
    const f = mm.fn('f', 'mm/example.c', { old: pointer('page') }, locals, {
      choose: (_s, my) => {
        my.new = 2 as never;
      },
      get_old: call(get_page, { page: 'old' }),
      get_new: call(get_page, { page: 'new' }),
    });
    const walk = started(f);
    walk.run('cpu0');
    expect(counts(walk)).toEqual([0, 1, 1]);
  });

  it('leaves in the local of the caller what a bound local of the function was', () => {
    const f = mm.fn(
      'f',
      'mm/example.c',
      page,
      { total: count(9) },
      {
        first: call(get_page, { times: 'total' }),
        second: call(get_page, { times: 'total' }),
        wait: () => {},
      },
    );
    const walk = started(f).step('cpu0', 'cpu0', 'cpu0', 'cpu0');
    expect([walk.at('cpu0'), slots(walk)]).toEqual(['wait', { total: 2 }]);
  });

  it('keeps a local that is not bound to itself, and forgets it when the function returns', () => {
    const f = mm.fn(
      'f',
      'mm/example.c',
      page,
      { times: count(9) },
      {
        first: call(get_page),
        second: call(get_page),
      },
    );
    const walk = started(f).step('cpu0');
    expect(slots(walk)).toEqual({ times: 0, 'first.times': 1, 'second.times': 0 });
    walk.step('cpu0');
    expect([walk.at('cpu0'), slots(walk)]).toEqual([
      'second.get',
      { times: 0, 'first.times': 0, 'second.times': 0 },
    ]);
    walk.step('cpu0');
    expect(slots(walk)).toEqual({ times: 0, 'first.times': 0, 'second.times': 1 });
  });

  it('forgets the locals of all the functions that return with it', () => {
    const middle = mm.fn(
      'middle',
      'mm/example.c',
      page,
      { depth: count(9) },
      {
        deepen: (_s, my) => {
          my.depth++;
        },
        get: call(get_page),
      },
    );
    const outer = mm.fn('outer', 'mm/example.c', page, {}, { middle: call(middle), last: () => {} });
    const walk = started(outer).step('cpu0', 'cpu0');
    expect(slots(walk)).toEqual({ 'middle.depth': 1, 'middle.get.times': 1 });
    walk.step('cpu0');
    expect([walk.at('cpu0'), slots(walk)]).toEqual(['last', { 'middle.depth': 0, 'middle.get.times': 0 }]);
  });

  it('goes on behind itself when the function leaves early', () => {
    const leave = mm.fn(
      'leave',
      'mm/example.c',
      {},
      {},
      { go: unless((s: Mm) => s.stop, 'return'), stay: () => {} },
    );
    const f = mm.fn('f', 'mm/example.c', page, {}, { leave: call(leave), next: goto('return') });
    expect(started(f).run('cpu0')).toEqual(['leave.go', 'next']);
  });

  it('can be where a jump goes to', () => {
    const f = mm.fn(
      'f',
      'mm/example.c',
      page,
      {},
      {
        jump: goto('get'),
        back: goto('return'),
        get: call(get_page),
        and_back: goto('back'),
      },
    );
    expect(started(f).run('cpu0')).toEqual(['jump', 'get.get', 'get.again', 'and_back', 'back']);
  });
});

describe('a call in a design', () => {
  const caller = mm.fn('caller', 'mm/example.c', page, { seen: bool() }, { get: call(get_page) });

  it('is of the function as the design has it', () => {
    const more = patch('x').in(get_page, after('get', { barrier: () => {} }));
    expect(started(caller, more).run('cpu0')).toEqual(['get.get', 'get.barrier', 'get.again']);
    const put_page = mm.fn('put_page', 'mm/swap.c', page, {}, { put: () => {} });
    const other = patch('x').in(caller, replace('get', { put: call(put_page) }));
    const changed = patch('x').in(put_page, after('put', { free: () => {} }));
    expect(started(caller, other, changed).run('cpu0')).toEqual(['put.put', 'put.free']);
  });

  it('may bind a local that only a patch gives the function', () => {
    const local = patch('x')
      .locals(get_page, { result: bool() })
      .in(
        get_page,
        after('get', {
          set: (_s: Mm, my: { result: boolean }) => {
            my.result = true;
          },
        }),
      );
    const bind = patch('y', local).in(
      caller,
      replace('get', { get: call(get_page, { result: 'seen' }), last: () => {} }),
    );
    const walk = started(caller, local, bind).step('cpu0', 'cpu0', 'cpu0');
    expect([walk.at('cpu0'), walk.my('cpu0').seen]).toEqual(['last', true]);
    expect(refusal(() => started(caller, bind))).toBe(
      "caller: the call of get_page at 'get' binds 'result'; allowed: page, times",
    );
  });
});

describe('a call that cannot be', () => {
  const calling = (bind: Record<string, string>, locals = {}) =>
    started(mm.fn('f', 'mm/example.c', page, locals, { get: call(get_page, bind) as never }));

  it('binds a name that the function lacks', () => {
    expect(refusal(() => calling({ tims: 'page' }))).toBe(
      "f: the call of get_page at 'get' binds 'tims'; did you mean 'times'? (allowed: page, times)",
    );
  });

  it('binds a local, which the function writes, to a parameter, which nothing writes', () => {
    expect(refusal(() => calling({ times: 'page' }))).toBe(
      "f: the call of get_page at 'get' lets 'times' write the parameter 'page'; allowed: a local",
    );
  });

  it('binds to a name that the caller lacks', () => {
    expect(refusal(() => calling({ page: 'pge' }, { newpage: pointer('page') }))).toBe(
      "f: the call of get_page at 'get' needs 'pge' for 'page'; did you mean 'page'? (allowed: page, newpage)",
    );
  });

  it('needs a parameter that the caller lacks', () => {
    const f = mm.fn('f', 'mm/example.c', { old: pointer('page') }, {}, { get: call(get_page) as never });
    expect(refusal(() => started(f))).toBe(
      "f: the call of get_page at 'get' needs 'page' for 'page'; allowed: old",
    );
  });

  it('comes back to the function that makes it', () => {
    const direct = patch('x').in(get_page, after('get', { get_page: call(get_page) }));
    expect(refusal(() => started(get_page, direct))).toBe(
      'get_page: it calls itself; allowed: calls that can be inlined',
    );
    const caller = mm.fn('caller', 'mm/example.c', page, {}, { get: call(get_page) });
    const through = patch('x').in(get_page, after('get', { caller: call(caller) }));
    expect(refusal(() => started(caller, through))).toBe(
      'caller: it calls itself; allowed: calls that can be inlined',
    );
  });

  it('makes a design impossible, not the machine', () => {
    const threads = { cpu0: thread(get_page, { page: 0 }) };
    const recursion = patch('x').in(get_page, after('get', { get_page: call(get_page) }));
    const designs = { right: design([], holds), wrong: design([recursion], holds) };
    const both = scenario('test/calls', { summary: '', machine: mm, threads, designs });
    expect(buildProgram(both, 'right').design).toBe('right');
    expect(refusal(() => buildProgram(both, 'wrong'))).toContain('it calls itself');
  });
});
