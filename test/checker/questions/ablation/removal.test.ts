import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../../checker/program/program.ts';
import { type Removal, removalPatch } from '../../../../checker/questions/ablation/removal.ts';
import {
  type AnyPatch,
  applySeries,
  call,
  count,
  either,
  goto,
  jumpsOf,
  machine,
  on,
  startedFns,
  thread,
  when,
} from '../../../../model/language/index.ts';
import lifetime from '../../../../scenarios/migration/anon-vma-lifetime.ts';
import { programOf } from '../../../helpers/programOf.ts';

const program = buildProgram(lifetime, '2.6.38');

function linesWithout(fn: string, labels: readonly string[], more: Partial<Removal> = {}) {
  const removal = { lines: labels.map((label) => ({ fn, label })), into: [], ...more };
  const series: readonly AnyPatch[] = [...lifetime.designs['2.6.38']!.series, removalPatch(program, removal)];
  return applySeries(startedFns(lifetime), series).get(fn)!.lines;
}

const labelsOf = (lines: ReturnType<typeof linesWithout>) => lines.map(({ label }) => label);

describe('a line left out', () => {
  it('is gone where nothing jumps to it', () => {
    expect(labelsOf(linesWithout('unmap_and_move', ['lock_page']))).not.toContain('lock_page');
  });

  it('is an empty step where something jumps to it', () => {
    const line = linesWithout('unmap_and_move', ['unlock_page']).find(
      ({ label }) => label === 'unlock_page',
    )!;
    expect(line.line).toMatchObject({ form: 'effect' });
    expect(jumpsOf(line.line)).toEqual([]);
  });

  it('still goes where it went', () => {
    const lines = linesWithout('page_lock_anon_vma', ['rcu_read_lock', 'out']);
    expect(labelsOf(lines)).toContain('out');
    const unlock = linesWithout('move_to_new_page', ['unlock_newpage']).find(
      (l) => l.label === 'unlock_newpage',
    )!;
    expect(jumpsOf(unlock.line)).toEqual(['return']);
  });

  it('takes with it what no path leads to any more', () => {
    const [test] = ['remap_swapcache = 0'];
    const lines = labelsOf(linesWithout('unmap_and_move', ['anon_vma'], { alwaysJumps: true }));
    expect(lines).not.toContain(test);
    expect(lines).not.toContain('PageSwapCache');
  });

  it('leaves all others where the function may return in the middle', () => {
    const mm = machine({ n: count(3) });
    type Mm = typeof mm.state;
    const nothing = () => {};
    const calls = mm.fn('calls', 'test', {}, {}, { only: nothing });
    const leave = either(
      on((s: Mm) => s.n > 0, goto('return')),
      on((s: Mm) => s.n === 0),
    );
    const f = mm.fn(
      'f',
      'test',
      {},
      {},
      { first: nothing, test: when((s: Mm) => s.n > 0, 'return'), leave, inside: call(calls), last: nothing },
    );
    const of = programOf(mm, { cpu0: thread(f, {}) });
    for (const [out, left] of [
      ['first', ['test', 'leave', 'inside', 'last']],
      ['test', ['first', 'leave', 'inside', 'last']],
      ['inside', ['first', 'test', 'leave', 'last']],
      ['last', ['first', 'test', 'leave', 'inside']],
    ] as const) {
      const removed = removalPatch(of, { lines: [{ fn: 'f', label: out }], into: [] });
      expect(labelsOf(applySeries([f as never], [removed]).get('f')!.lines)).toEqual(left);
    }
  });

  it('leaves a function with one label at least', () => {
    const all = program.fns.get('page_unlock_anon_vma')!.lines.map(({ label }) => label);
    expect(linesWithout('page_unlock_anon_vma', all)).toHaveLength(1);
  });
});
