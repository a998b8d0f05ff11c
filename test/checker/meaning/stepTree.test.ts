import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { type Renaming, sameUnder } from '../../../checker/meaning/renaming.ts';
import { outcomeIn, StepTrees } from '../../../checker/meaning/stepTree.ts';
import { encode } from '../../../checker/program/domain.ts';
import { fieldValue } from '../../../checker/program/fields.ts';
import { buildProgram, type Program } from '../../../checker/program/program.ts';
import { bool, count, machine, type Ptr, pointer, table, when } from '../../../model/language/index.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { randomMachine } from '../../helpers/randomMachine.ts';
import { reachable } from '../../helpers/reachable.ts';

const same: Renaming = { field: (field) => field, code: (_, code) => code };

describe('the whole tree of a step', () => {
  it('says what the reference engine does in each state of random machines', () => {
    let [whole, compared] = [0, 0];
    const property = fc.property(randomMachine, ({ scenario }) => {
      const program = buildProgram(scenario, 'base');
      const reached = reachable(program, 150);
      if (reached === undefined) return;
      const trees = new StepTrees(program, { paths: 300 });
      const all = program.steps.map((step) => trees.of(step));
      whole += all.filter((tree) => tree !== undefined).length;
      for (const { state, steps } of reached) {
        for (const { step, next } of steps) {
          const tree = all[step.number];
          if (tree === undefined) continue;
          compared++;
          const { kind, way } = outcomeIn(tree, (field) => encode(field.leaf, fieldValue(field, state))!);
          expect(kind).toBe(next === undefined ? 'fails' : 'taken');
          if (next !== undefined)
            expect(step.branch.targets[way]!.label).toBe(next.threads[step.thread.index]!.label);
        }
      }
      for (const tree of all) if (tree !== undefined) expect(sameUnder(tree, tree, same)).toBe(true);
    });
    fc.assert(property, { seed: 20_261_127, numRuns: inject('long') ? 2000 : 40 });
    expect(whole).toBeGreaterThan(100);
    expect(compared).toBeGreaterThan(1000);
  });

  it('is none where a recipe looks at more than is allowed, or goes round for ever', () => {
    const mm = machine({ a: count(7), b: count(7), next: table(3, { to: pointer('next') }) });
    type S = typeof mm.state;
    const walk = (s: S) => {
      for (let at: Ptr<'next'> = 0 as Ptr<'next'>; at !== null; at = s.next[at]!.to);
    };
    const program = programOf(mm, threadsOf(mm, {}, { sum: (s: S) => s.a + s.b, walk }));
    const of = (paths: number, label: number) => new StepTrees(program, { paths }).of(program.steps[label]!);
    expect(of(64, 0)).toBeDefined();
    expect(of(63, 0)).toBeUndefined();
  });
});

const mm = machine({ x: table(2, { a: bool(), b: count(3) }), at: pointer('x') });
type S = typeof mm.state;

function treesOf(one: unknown, other: unknown) {
  const program = programOf(mm, threadsOf(mm, {}, { one }, { other }));
  const trees = new StepTrees(program, { paths: 1000 });
  const [first, second] = program.steps.map((step) => trees.of(step)!);
  return { program, first: first!, second: second! };
}

/** The two rows change their places, and what points to one points to the other one. */
function swapped({ fieldAt }: Program): Renaming {
  const other = (path: string) => path.replace(/\[(\d)\]/, (_, row) => `[${1 - row}]`);
  return {
    field: (field) => fieldAt.get(other(field.path))!,
    code: ({ leaf }, code) => (leaf.domain === 'pointer' && code > 0 ? 3 - code : code),
  };
}

describe('two trees', () => {
  it.each<[what: string, one: unknown, other: unknown, isSame: boolean]>([
    [
      'what is written in another order',
      (s: S) => [s.x[0]!.a, s.x[1]!.a],
      (s: S) => [s.x[1]!.a, s.x[0]!.a],
      true,
    ],
    [
      'a test and its double negation',
      when((s: S) => s.x[0]!.a, 'return'),
      when((s: S) => !!s.x[0]!.a, 'return'),
      true,
    ],
    [
      'a test and its negation',
      when((s: S) => s.x[0]!.a, 'return'),
      when((s: S) => !s.x[0]!.a, 'return'),
      false,
    ],
    [
      'a store, and one where it changes something',
      (s: S) => {
        s.x[0]!.b = 1;
      },
      (s: S) => {
        if (s.x[0]!.b !== 1) s.x[0]!.b = 1;
      },
      true,
    ],
    [
      'stores of two values',
      (s: S) => {
        s.x[0]!.b = 1;
      },
      (s: S) => {
        s.x[0]!.b = 2;
      },
      false,
    ],
    [
      'a store and none',
      (s: S) => {
        s.x[0]!.b = 1;
      },
      () => {},
      false,
    ],
    [
      'a difference in one value of four',
      (s: S) => {
        s.x[0]!.a = s.x[0]!.b > 2;
      },
      (s: S) => {
        s.x[0]!.a = s.x[0]!.b > 1;
      },
      false,
    ],
  ])('%s', (_, one, other, isSame) => {
    const { first, second } = treesOf(one, other);
    expect(sameUnder(first, second, same)).toBe(isSame);
    expect(sameUnder(second, first, same)).toBe(isSame);
  });

  it.each<[what: string, one: unknown, other: unknown, isSame: boolean]>([
    [
      'of the one row and of the other',
      (s: S) => {
        s.x[0]!.a = true;
      },
      (s: S) => {
        s.x[1]!.a = true;
      },
      true,
    ],
    [
      'of the same row',
      (s: S) => {
        s.x[0]!.a = true;
      },
      (s: S) => {
        s.x[0]!.a = true;
      },
      false,
    ],
    [
      'of the row that is pointed to',
      (s: S) => {
        if (s.at !== null) s.x[s.at]!.b = 2;
      },
      (s: S) => {
        if (s.at !== null) s.x[s.at]!.b = 2;
      },
      true,
    ],
    [
      'that compare the numbers of rows',
      (s: S) => {
        s.x[0]!.a = s.at === 0;
      },
      (s: S) => {
        s.x[1]!.a = s.at === 0;
      },
      false,
    ],
    [
      'that compare them as renamed',
      (s: S) => {
        s.x[0]!.a = s.at === 0;
      },
      (s: S) => {
        s.x[1]!.a = s.at === 1;
      },
      true,
    ],
  ])('%s, under the exchange of two rows', (_, one, other, isSame) => {
    const { program, first, second } = treesOf(one, other);
    expect(sameUnder(first, second, swapped(program))).toBe(isSame);
  });
});
