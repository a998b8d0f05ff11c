import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../../checker/program/program.ts';
import { removalOf } from '../../../../checker/questions/ablation/fullRemoval.ts';
import { movementsOf } from '../../../../checker/questions/ablation/serialRuns.ts';
import lifetime from '../../../../scenarios/migration/anon-vma-lifetime.ts';

function partnersIn(design: string) {
  const program = buildProgram(lifetime, design);
  const movements = movementsOf(program);
  return (fn: string, label: string) => {
    const { lines, into } = removalOf(program, { fn, label }, movements);
    const name = (line: { fn: string; label: string }) => `${line.fn}.${line.label}`;
    return { lines: lines.slice(1).map(name), into: into.map(name) };
  };
}

describe('what goes together with a line that is left out', () => {
  const partners = partnersIn('2.6.38');

  it('is the unlock of a lock, and the put of a get', () => {
    expect(partners('munmap', 'down_write').lines).toEqual(['munmap.up_write']);
    expect(partners('unlink_anon_vmas', 'spin_lock').lines).toEqual(['unlink_anon_vmas.spin_unlock']);
    expect(partners('unmap_and_move', 'get_anon_vma').lines).toEqual(['unmap_and_move.drop_anon_vma']);
  });

  it('is in another function where the lock is handed on', () => {
    expect(partners('page_lock_anon_vma', 'spin_lock').lines).toEqual(['page_unlock_anon_vma.spin_unlock']);
  });

  it('is a call, where the put is shared with others that still need it', () => {
    const { lines } = partnersIn('3.0')('page_get_anon_vma', 'atomic_inc_not_zero');
    expect(lines).toContain('unmap_and_move.put_anon_vma');
    expect(lines).not.toContain('put_anon_vma.atomic_dec_and_test');
  });

  it('stays, with the effect in its step, where it does other things too', () => {
    // `out` sets anon_vma to NULL beside ending the RCU section.
    const { lines, into } = partners('page_lock_anon_vma', 'rcu_read_lock');
    expect(lines).toEqual([]);
    expect(into.sort()).toEqual(['page_lock_anon_vma.out', 'page_unlock_anon_vma.rcu_read_unlock']);
  });

  it('is nothing for what takes nothing, and for half of what one step does', () => {
    expect(partners('unmap_and_move', 'page_count(page) == 1').lines).toEqual([]);
    // It locks the new page and sets its mapping: without the mapping migration is no migration.
    expect(partners('move_to_new_page', 'trylock_page').lines).toEqual([]);
    expect(partners('unlink_anon_vmas', 'spin_unlock').lines).toEqual([]);
  });
});
