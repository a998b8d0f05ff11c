import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordView } from '../../../checker/meaning/viewOf.ts';
import { compile } from '../../../checker/packed/compile.ts';
import { layOutState } from '../../../checker/packed/layout.ts';
import { compileViews, viewCode } from '../../../checker/packed/views.ts';
import { buildProgram, type Program } from '../../../checker/program/program.ts';
import type { SizedLeaf, SizedNode, SizedRecord } from '../../../checker/program/sizedSchema.ts';
import type { PlainRecord } from '../../../checker/program/state.ts';
import { zeroState } from '../../../checker/program/zeroState.ts';
import { checkedLooking } from '../../../checker/reference/checkedLooking.ts';
import {
  bool,
  count,
  oneOf,
  pointer,
  record,
  rowSet,
  table,
  tasks,
  Violation,
} from '../../../model/language/index.ts';
import { slab, taskFields } from '../../../model/primitives/index.ts';
import { Choices, choiceBytes } from '../../helpers/choices.ts';
import { randomMachine } from '../../helpers/randomMachine.ts';
import { oneLabel } from '../../machines/oneLabel.ts';

type Fields = PlainRecord;

/** The views of a program over words of their own: what a step gets, and what a property gets. */
function viewsOf(program: Program, words = new Int32Array(layOutState(program).words)) {
  const layout = layOutState(program);
  const step = compileViews(program, layout, viewCode(program, layout, 'step'), 'step')(words);
  const observer = compileViews(program, layout, viewCode(program, layout, 'observer'), 'observer')(words);
  return { words, step, observer, shared: step.shared as Fields, observed: observer.shared as Fields };
}

/** Some value of a leaf; with choices used up, the last of them. */
function someValue(choices: Choices, leaf: SizedLeaf): unknown {
  switch (leaf.domain) {
    case 'bool':
      return choices.below(2) === 0;
    case 'count':
      return leaf.max - (choices.below(256) % (leaf.max + 1));
    case 'range':
      return leaf.max - (choices.below(256) % (leaf.max - leaf.min + 1));
    case 'oneOf':
      return choices.pick([...leaf.values].reverse());
    case 'address':
      return choices.chance(20) ? null : choices.pick([...leaf.values].reverse());
    case 'pointer':
      return choices.chance(20) ? null : leaf.rows - 1 - choices.below(leaf.rows);
    case 'rowSet':
      return 2 ** leaf.rows - 1 - (choices.below(256) % 2 ** leaf.rows);
  }
}

/** Assigns some value to every leaf of a view and of a plain record alike. */
function fill(choices: Choices, record: SizedRecord, view: Fields, plain: Fields): void {
  // The bookkeeping of a row first and last: until it is in use, nothing else of it may be touched.
  const late = record.lifetime === undefined ? [] : record.lifetime.untouched;
  for (const field of late) Object.assign(view[field] as Fields, { inuse: true });
  const fields = [...record.fields].filter(([field]) => !late.includes(field));
  for (const [field, node] of [
    ...fields,
    ...late.map((field) => [field, record.fields.get(field)!] as const),
  ])
    fillNode(choices, node, field, view, plain);
}

function fillNode(choices: Choices, node: SizedNode, field: string, view: Fields, plain: Fields): void {
  if (node.kind === 'leaf') {
    const value = someValue(choices, node);
    view[field] = value;
    plain[field] = value;
  } else if (node.kind === 'record') fill(choices, node, view[field] as Fields, plain[field] as Fields);
  else
    (view[field] as Fields[]).forEach((row, i) => {
      fill(choices, node.row, row, (plain[field] as Fields[])[i]!);
    });
}

/** What a view shows, as plain objects. */
function shown(record: SizedRecord, view: Fields): Fields {
  const of = (node: SizedNode, value: unknown): unknown => {
    if (node.kind === 'leaf') return value;
    if (node.kind === 'record') return shown(node, value as Fields);
    return (value as Fields[]).map((row) => shown(node.row, row));
  };
  return Object.fromEntries([...record.fields].map(([field, node]) => [field, of(node, view[field])]));
}

describe('the views of a packed state', () => {
  it('store and show what is assigned, each leaf apart from all others', () => {
    const property = fc.property(randomMachine, choiceBytes(200), ({ scenario }, bytes) => {
      const program = buildProgram(scenario, 'base');
      const { words, step, observer, shared, observed } = viewsOf(program);
      const plain = zeroState(program);
      const choices = new Choices(bytes);
      fill(choices, program.schema, shared, plain.shared);
      program.threads.forEach(({ body }, i) => {
        for (const [name, place] of body.names[0]!) {
          if (place.kind !== 'slot') continue;
          const { leaf, name: slot } = body.slots[place.slot]!;
          const value = someValue(choices, leaf);
          (step.my[i]![0] as Fields)[name] = value;
          plain.threads[i]!.slots[slot] = value;
          expect(observer.threads[i]!.my[name]).toBe(value);
        }
      });
      expect(shown(program.schema, observed)).toEqual(plain.shared);
      expect(compile(program).codec.decode(words, 0)).toEqual(plain);
    });
    fc.assert(property, { seed: 12, numRuns: 200 });
  });
});

const everyKind = {
  row: table(3, {}),
  flag: bool(),
  few: count(3),
  many: count(2 ** 20),
  name: oneOf('none', 'some', 'all'),
  to: pointer('row'),
  set: rowSet('row'),
  in: record({ few: count(3) }),
  rows: table(2, { to: pointer('row') }),
};

describe('an assignment outside a domain', () => {
  const others = [undefined, Number.NaN, -1, 1.5, Infinity, '1', '', {}, []];
  const refused: [field: string, values: readonly unknown[]][] = [
    ['flag', [...others, null, 0, 1]],
    ['few', [...others, null, true, 4, 2 ** 32]],
    ['many', [...others, null, false, 2 ** 20 + 1, 2 ** 32, 2 ** 32 + 1]],
    ['name', [...others, null, 0, 'None', 'toString']],
    ['to', [...others, false, 3, 2 ** 32]],
    ['set', [...others, null, true, 8, 2 ** 31, 2 ** 32]],
  ];

  it.each(refused)('of %s is the same violation for both engines, and changes nothing', (field, values) => {
    const program = oneLabel(everyKind);
    const { shared, words } = viewsOf(program);
    const plain = zeroState(program).shared;
    const view = recordView(program.schema, plain, '', checkedLooking('write')) as Fields;
    for (const value of values) {
      const [packed, reference] = [shared, view].map((to) =>
        violationOf(() => Object.assign(to, { [field]: value })),
      );
      expect(packed?.check, String(value)).toBe('domain');
      expect(packed?.message).toBe(reference?.message);
      expect(packed?.message).toMatch(new RegExp(`^${field}: .* is outside its domain `));
    }
    expect([...words]).toEqual([...words].map(() => 0));
    expect(plain).toEqual(zeroState(program).shared);
  });

  it.each([
    [(s: Fields) => Object.assign(s.in as Fields, { few: 4 }), 'in.few: 4 is outside its domain 0..3'],
    [
      (s: Fields) => Object.assign((s.rows as Fields[])[1]!, { to: 3 }),
      'rows[1].to: 3 is outside its domain NULL, row[0..2]',
    ],
    [(s: Fields) => Object.assign(s, { name: 'most' }), 'name: most is outside its domain none, some, all'],
    [(s: Fields) => Object.assign(s, { set: 8 }), 'set: 8 is outside its domain sets over row[0..2]'],
    [(s: Fields) => Object.assign(s, { flag: 2 }), 'flag: 2 is outside its domain false, true'],
  ])('names the field by its path: %#', (assign, message) => {
    const program = oneLabel(everyKind);
    const plain = recordView(
      program.schema,
      zeroState(program).shared,
      '',
      checkedLooking('write'),
    ) as Fields;
    expect(violationOf(() => assign(viewsOf(program).shared))?.message).toBe(message);
    expect(violationOf(() => assign(plain))?.message).toBe(message);
  });

  it('of a local names the function', () => {
    const program = oneLabel({ nothing: bool() }, { i: count(3) });
    const my = viewsOf(program).step.my[0]![0] as Fields;
    expect(violationOf(() => Object.assign(my, { i: 4 }))?.message).toBe(
      'f0: i: 4 is outside its domain 0..3',
    );
  });
});

function violationOf(run: () => unknown): Violation | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof Violation) return error;
    throw error;
  }
  return undefined;
}

describe('a row of a slab that is not in use', () => {
  const shape = {
    task: tasks(taskFields()),
    object: slab(2, { a: count(3), in: record({ b: bool() }), sub: table(1, { c: bool() }) }),
  };
  const rowOf = (shared: Fields, row = 1) => (shared.object as Fields[])[row]!;
  const touches: [string, (row: Fields) => unknown][] = [
    ['a leaf read', (row) => row.a],
    ['a leaf written', (row) => Object.assign(row, { a: 1 })],
    ['a leaf written outside its domain', (row) => Object.assign(row, { a: 4 })],
    ['a record', (row) => row.in],
    ['a table', (row) => row.sub],
  ];

  it.each(touches)('is not touched by a step: %s', (_, touch) => {
    const program = oneLabel(shape);
    const { shared } = viewsOf(program);
    const plain = recordView(
      program.schema,
      zeroState(program).shared,
      '',
      checkedLooking('write'),
    ) as Fields;
    for (const row of [rowOf(shared), rowOf(plain)]) {
      const violation = violationOf(() => touch(row));
      expect(violation?.check).toBe('slab-use-after-free');
      expect(violation?.message).toMatch(/^object\[1\] is touched /);
    }
  });

  it('is what its bookkeeping says, which may be read and written always', () => {
    const { shared } = viewsOf(oneLabel(shape));
    (rowOf(shared).slab as Fields).inuse = true;
    expect((rowOf(shared).slab as Fields).inuse).toBe(true);
    expect(rowOf(shared).a).toBe(0);
    expect(violationOf(() => rowOf(shared, 0).a)?.check).toBe('slab-use-after-free');
  });

  it('is seen by a property as if nothing were', () => {
    const { observed } = viewsOf(oneLabel(shape));
    expect([rowOf(observed).a, (rowOf(observed).in as Fields).b]).toEqual([0, false]);
  });
});
