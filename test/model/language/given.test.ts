import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../checker/program/program.ts';
import {
  after,
  always,
  any,
  atTheEnd,
  before,
  bool,
  call,
  count,
  design,
  either,
  everyStep,
  goto,
  holds,
  machine,
  many,
  never,
  on,
  oneOf,
  otherwise,
  patch,
  pointer,
  record,
  remove,
  replace,
  rowSet,
  scenario,
  sometimes,
  spin,
  table,
  thenGoto,
  thread,
  unless,
  violated,
  wait,
  when,
} from '../../../model/language/index.ts';
import { refusal } from '../../helpers/refusal.ts';

const mm = machine({ x: bool() });
const f = mm.fn('f', 'mm/example.c', {}, {}, { a: () => {}, b: () => {} });
const parts = {
  summary: 's',
  machine: mm,
  threads: { t: thread(f, {}) },
  designs: { d: design([], holds) },
};
/** The language as JavaScript sees it. */
const js = {
  after,
  always,
  any,
  atTheEnd,
  before,
  call,
  count,
  design,
  either,
  everyStep,
  goto,
  machine,
  many,
  never,
  on,
  oneOf,
  otherwise,
  patch,
  pointer,
  record,
  remove,
  replace,
  rowSet,
  scenario,
  sometimes,
  spin,
  table,
  thenGoto,
  thread,
  unless,
  violated,
  wait,
  when,
  fn: mm.fn,
} as unknown as Record<string, (...given: unknown[]) => never>;
const bad: readonly unknown[] = [
  undefined,
  null,
  5,
  'text',
  true,
  [],
  {},
  () => {},
  async () => {},
  Symbol('s'),
  1n,
];
const lines = (line: unknown) => js.fn!('g', '', {}, {}, { a: line, b: () => {} });
const made = (changed: object) => {
  buildProgram(js.scenario!('a/b', { ...parts, ...changed }), 'd');
};
const patched = (hunk: unknown) =>
  made({
    designs: {
      d: js.design!([(js.patch!('x') as { in: (...given: unknown[]) => never }).in(f, hunk)], holds),
    },
  });

describe('what was given in a wrong place', () => {
  it.each([
    [
      "after('a'): its listing is a function; allowed: { label: operation, … }",
      () => js.after!('a', () => {}),
    ],
    ["before('a'): its listing is undefined; ", () => js.before!('a')],
    ["after('a'): it has no lines; ", () => js.after!('a', {})],
    [
      'replace(): its label is a function; ',
      () => js.replace!(f.lines[0]!.line.kind === 'call' ? 1 : () => {}, {}),
    ],
    ['remove(): its label is undefined; ', () => js.remove!()],
    ['patch "x": f: hunk 1 is no hunk; allowed: what before(), ', () => patched({ locals: {} })],
    ['patch "x": f: hunk 1 is undefined; ', () => patched(undefined)],
    ['patch "x": f: hunk 1 is a function; ', () => patched(() => {})],
    [
      'patch "x": what it changes is undefined; allowed: what machine.fn() ',
      () => (js.patch!('x') as { in: () => never }).in(),
    ],
    ['thread(): what it runs is a function; ', () => js.thread!(() => {}, {})],
    ['thread(f): its arguments are undefined; ', () => js.thread!(f)],
    ["thread(f): its context is 'irq'; allowed: task, ", () => js.thread!(f, {}, { context: 'irq' })],
    ['call(): what it calls is undefined; ', () => js.call!()],
    ['many(): what makes its threads is an object; ', () => js.many!(2, thread(f, {}))],
    ['a/b: threads t: thread 0 is undefined; ', () => made({ threads: { t: js.many!(2, () => {}) } })],
    ['a/b: thread t is a function; ', () => made({ threads: { t: f.lines.map } })],
    ["g: the label 'a' is a function of the machine; ", () => lines(f)],
    ["g: the label 'a' is undefined; ", () => lines(undefined)],
    ["g: the label 'a' is a branch of either; ", () => lines(otherwise())],
    ["g: the label 'a': its guard is undefined; ", () => lines(js.wait!())],
    ["g: the label 'a': its test is true; ", () => lines(js.when!(true, 'b'))],
    ["g: the label 'a': its effect is 'b'; ", () => lines(js.goto!('b', 'b'))],
    ["g: the label 'a': where it goes is undefined; ", () => lines(js.unless!(() => true))],
    [
      "g: the label 'a': what it chooses from is a function; ",
      () =>
        lines(
          either(
            js.any!(
              () => true,
              () => true,
            ),
          ),
        ),
    ],
    ['either: one of its branches is a function; ', () => js.either!(() => {})],
    ['a guard is followed by null; ', () => js.on!(() => true, null)],
    [
      'a/b@d: the verdict that is expected of it is undefined; ',
      () => made({ designs: { d: js.design!([]) } }),
    ],
    [
      'a/b@d: the verdict that is expected of it is a function; ',
      () => made({ designs: { d: js.design!([], violated) } }),
    ],
    ['a/b@d: its series is an object; ', () => made({ designs: { d: js.design!(js.patch!('x'), holds) } })],
    [
      'a/b@d: patch 1 of its series is an object; ',
      () => made({ designs: { d: js.design!([remove('a')], holds) } }),
    ],
    [
      'a/b@d: its initial is a function; allowed: initial states by name, { name: (state) => …, … }',
      () => made({ designs: { d: { ...design([], holds), initial: () => {} } } }),
    ],
    ['always("p"): its question is undefined; ', () => js.always!('p')],
    ['everyStep(): its name is a function; ', () => js.everyStep!(() => true)],
    ['a/b: one of its properties is a function; ', () => made({ properties: [() => true] })],
    ['a/b: its preemption is true; ', () => made({ preemption: true })],
    ['n: it is a function; allowed: a leaf such as ', () => js.machine!({ n: count })],
    ['t: its fields are undefined; ', () => js.machine!({ t: js.table!(2) })],
    [
      'n: a size of undefined is not possible; ',
      () => {
        const machine = js.machine!({ n: js.count!() }) as { fn: typeof mm.fn };
        made({ machine, threads: { t: thread(machine.fn('f', '', {}, {}, { a: () => {} }), {}) } });
      },
    ],
  ])('%s', (message, run) => {
    expect(refusal(run as () => unknown)).toContain(message);
  });
});

describe('whatever is given instead of what a part of the language asks for', () => {
  const calls: readonly [string, (value: unknown) => unknown][] = [
    ...['after', 'before', 'replace', 'call', 'thread', 'patch', 'remove', 'machine', 'always', 'never'].map(
      (name): [string, (value: unknown) => unknown] => [
        `${name}(value, …)`,
        (value) => js[name]!(value, { a: value }),
      ],
    ),
    ...['after', 'before', 'replace', 'many', 'everyStep', 'sometimes', 'never'].map(
      (name): [string, (value: unknown) => unknown] => [
        `${name}('a', value)`,
        (value) => js[name]!('a', value),
      ],
    ),
    ...['wait', 'spin', 'on', 'when', 'unless', 'goto', 'otherwise', 'either', 'thenGoto', 'any'].map(
      (name): [string, (value: unknown) => unknown] => [
        `a line ${name}(value)`,
        (value) => lines(js[name]!(value)),
      ],
    ),
    ['a line', lines],
    ...['count', 'pointer', 'rowSet', 'oneOf', 'record', 'table', 'size'].map(
      (name): [string, (value: unknown) => unknown] => [
        `a field ${name}(value)`,
        (value) => {
          const leaf = ((js[name] ?? (() => value)) as (...given: unknown[]) => unknown)(value, value);
          made({ machine: js.machine!({ n: leaf }), threads: { t: js.thread!(f, {}) } });
        },
      ],
    ),
    ...[0, 1, 2, 3, 4].map((at): [string, (value: unknown) => unknown] => [
      `fn(…) with its ${at}th argument`,
      (value) => js.fn!(...['g', '', {}, {}, { a: () => {} }].map((usual, i) => (i === at ? value : usual))),
    ]),
    ...[
      'summary',
      'machine',
      'threads',
      'sizes',
      'initial',
      'preemption',
      'properties',
      'designs',
      'unreachable',
    ].map((part): [string, (value: unknown) => unknown] => [
      `a scenario's ${part}`,
      (value) => made({ [part]: value }),
    ]),
    ...['threads', 'sizes', 'initial', 'designs', 'unreachable'].map(
      (part): [string, (value: unknown) => unknown] => [
        `one of a scenario's ${part}`,
        (value) => made({ [part]: { d: value } }),
      ],
    ),
    ...['series', 'expected', 'initial', 'unreachable'].map((part): [string, (value: unknown) => unknown] => [
      `a design's ${part}`,
      (value) => made({ designs: { d: { ...design([], holds), [part]: value } } }),
    ]),
    ['a hunk', patched],
    ['a binding', (value) => lines(js.call!(f, { x: value }))],
  ];

  it.each(calls)('%s is a mistake in words, if it is one', (_, run) => {
    for (const value of bad) {
      try {
        run(value);
      } catch (error) {
        // What is thrown is a ModelError: everything else is thrown again by this.
        expect(
          refusal(() => {
            throw error;
          }),
        ).toMatch(/(;|:|\?) (did you mean|\(?allowed|there are none)/);
      }
    }
  });
});
