import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { wholeMeaning } from '../../../checker/meaning/wholeMeaning.ts';
import { encode } from '../../../checker/program/domain.ts';
import { fieldValue } from '../../../checker/program/fields.ts';
import { buildProgram, type Program } from '../../../checker/program/program.ts';
import type { State } from '../../../checker/program/state.ts';
import type { Step } from '../../../checker/program/step.ts';
import { ReferenceEngine } from '../../../checker/reference/referenceEngine.ts';
import { count, machine, pointer, table, Violation, violate } from '../../../model/language/index.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { randomMachine } from '../../helpers/randomMachine.ts';

const mm = machine({
  row: table(3, { next: pointer('row'), n: count(50) }),
  first: pointer('row'),
  n: count(3),
});
type S = typeof mm.state;
const waysOf = (effect: (s: S) => unknown) =>
  wholeMeaning(programOf(mm, threadsOf(mm, {}, { effect })))[0]?.split('\n');

describe('the whole meaning of a step', () => {
  it('has a way for each combination of what is looked at, and no other', () => {
    expect(waysOf(() => {})).toEqual([';taken;;0;;']);
    expect(waysOf((s) => (s.n === 2 ? violate('BUG_ON', 'two') : 0))).toEqual([
      'n=0;taken;;0;;rn/0',
      'n=1;taken;;0;;rn/0',
      'n=2;fails;BUG_ON;0;;rn/0',
      'n=3;taken;;0;;rn/0',
    ]);
    // What the second field is worth is asked only where the first is 1.
    expect(waysOf((s) => s.n === 1 && s.first === null)).toHaveLength(3 + 4);
  });

  it('is left out where there are too many ways, or one of them has no end', () => {
    expect(waysOf((s) => s.row.reduce((sum, { n }) => sum + n, 0))).toBeUndefined();
    const walks = (s: S) => {
      for (let at = s.first; at !== null; at = s.row[at]!.next);
    };
    expect(waysOf(walks)).toBeUndefined();
  });

  it('says what the reference engine does, in random machines', () => {
    let compared = 0;
    const property = fc.property(randomMachine, ({ scenario }) => {
      const program = buildProgram(scenario, 'base');
      const meaning = wholeMeaning(program);
      const engine = new ReferenceEngine(program);
      const seen = new Set<string>();
      const open = [...engine.initial().values()];
      for (let state = open.pop(); state !== undefined && seen.size < 40; state = open.pop()) {
        if (seen.size === seen.add(JSON.stringify(state)).size) continue;
        for (const step of engine.enabled(state)) {
          const ways = meaning[step.number]?.split('\n').filter((way) => isOf(program, way, state!));
          const next = taken(engine, state, step);
          if (typeof next !== 'string') open.push(next);
          if (ways === undefined) continue;
          expect(ways).toHaveLength(1);
          const [, kind, failed, , written = ''] = ways[0]!.split(';');
          expect(kind === 'fails' ? failed : kind).toBe(typeof next === 'string' ? next : 'taken');
          if (typeof next === 'string') continue;
          const there = written.split(',').every((one) => one === '' || hasCode(program, one, next, step));
          expect(there, ways[0]).toBe(true);
          compared++;
        }
      }
    });
    fc.assert(property, { seed: 20_110_527, numRuns: inject('long') ? 3000 : 60 });
    expect(compared).toBeGreaterThan(200);
  });
});

/** The state behind a step, or the check that it fails by itself. */
function taken(engine: ReferenceEngine, state: State, step: Step): State | string {
  try {
    return engine.step(state, step);
  } catch (error) {
    if (error instanceof Violation) return error.check;
    throw error;
  }
}

/** Whether a way is the one through a state. */
function isOf(program: Program, way: string, state: State): boolean {
  const [asked] = way.split(';');
  return asked === '' || asked!.split(',').every((one) => hasCode(program, one, state));
}

/** Whether a field has the code that is written behind its path. Locals that a step leaves are forgotten behind it. */
function hasCode({ fieldAt }: Program, written: string, state: State, behind?: Step): boolean {
  const at = written.lastIndexOf('=');
  const field = fieldAt.get(written.slice(0, at))!;
  if (behind !== undefined && field.thread !== undefined) return true;
  return encode(field.leaf, fieldValue(field, state)) === Number(written.slice(at + 1));
}
