import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../checker/program/program.ts';
import { labelPosition } from '../../../checker/report/labelPosition.ts';
import { loadUserFile } from '../../../cli/userFile.ts';
import lifetime from '../../../scenarios/migration/anon-vma-lifetime.ts';

const root = path.join(import.meta.dirname, '../../..');
const positionOf = (design: string, fn: string, label: string) => {
  const { file, line } = labelPosition(lifetime, design, fn, label)!;
  return [path.relative(root, file), readFileSync(file, 'utf8').split('\n')[line - 1]!.trim()];
};

describe('the position of a label', () => {
  it('is its line in the function', () => {
    expect(positionOf('2.6.34', 'unmap_and_move', 'lock_page')).toEqual([
      'model/migration/unmapAndMove.ts',
      expect.stringMatching(/^lock_page\b/),
    ]);
  });

  it('is its line in the patch that brought it', () => {
    expect(positionOf('2.6.34+ref', 'unmap_and_move', 'atomic_dec_and_lock')).toEqual([
      'model/migration/anonVmaSeries.ts',
      "atomic_dec_and_lock: dec_and_lock('migrate_refcount', 'rcu_read_unlock'),",
    ]);
    expect(positionOf('2.6.34+skip-unmapped', 'unmap_and_move', 'page_mapped')).toEqual([
      'model/migration/anonVmaSeries.ts',
      "after('rcu_read_lock', { page_mapped: unless(page_mapped, 'rcu_unlock') }),",
    ]);
  });

  it('is known for every label of every shipped design, and names it', () => {
    for (const design of Object.keys(lifetime.designs)) {
      for (const { fn, label } of buildProgram(lifetime, design).bodies.flatMap(({ labels }) => labels)) {
        expect(positionOf(design, fn, label)[1], `${design}: ${fn}: ${label}`).toContain(label);
      }
    }
  });

  it("is known in a user's own file", async () => {
    const [own] = await loadUserFile('lostUpdate.ts', path.join(root, 'test/cli/fixtures'));
    const written = labelPosition(own!, 'racy', 'add_one', 'write')!;
    expect(path.basename(written.file)).toBe('counter.ts');
    expect(readFileSync(written.file, 'utf8').split('\n')[written.line - 1]).toMatch(/^ *write: /);
    const patched = labelPosition(own!, 'atomic', 'add_one', 'read')!;
    expect(path.basename(patched.file)).toBe('lostUpdate.ts');
    expect(readFileSync(patched.file, 'utf8').split('\n')[patched.line - 1]).toBe(
      '    read: (s: Counters) => {',
    );
  });

  it('is not known of a function that the design lacks', () => {
    expect(labelPosition(lifetime, '2.6.34', 'no_such_function', 'lock_page')).toBeUndefined();
  });
});
