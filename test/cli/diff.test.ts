import { parsePatch } from 'diff';
import { describe, expect, it } from 'vitest';
import { mmcheck } from '../helpers/captured.ts';

const lifetime = 'migration/anon-vma-lifetime';
const changed = (out: string, sign: '+' | '-') =>
  out
    .split('\n')
    .filter((line) => line.startsWith(`${sign}\t`))
    .map((line) => line.slice(2));

describe('mmcheck diff', () => {
  it('of 2.6.37 and 2.6.38 reads as 1ce82b69e96 does', async () => {
    const { code, stdout: out } = await mmcheck(['diff', `${lifetime}@2.6.37`, '@2.6.38']);
    expect(code).toBe(0);
    expect(out.match(/^(---|\+\+\+) .*$/gm)).toEqual([
      '--- a/unmap_and_move@2.6.37',
      '+++ b/unmap_and_move@2.6.38',
    ]);
    // The commit takes the RCU section out and puts page_lock_anon_vma() there, with the reference taken under its lock.
    expect(changed(out, '-')).toEqual(expect.arrayContaining(['rcu_read_lock();', 'rcu_read_unlock();']));
    const fresh = changed(out, '+');
    expect(fresh).toContain('anon_vma = page_lock_anon_vma(page);');
    expect(fresh).toContain('page_unlock_anon_vma(anon_vma);');
    const lines = out.split('\n');
    const at = (line: string) => lines.findIndex((text) => text.slice(1).trim() === line);
    expect(at('anon_vma = page_lock_anon_vma(page);')).toBeLessThan(at('atomic_inc();'));
    expect(at('atomic_inc();')).toBeLessThan(at('page_unlock_anon_vma(anon_vma);'));
  });

  it('is a patch that other tools can read', async () => {
    const { stdout: out } = await mmcheck(['diff', `${lifetime}@2.6.34`, '3.0']);
    const files = parsePatch(out);
    expect(files.length).toBeGreaterThan(3);
    for (const { hunks } of files) expect(hunks.length).toBeGreaterThan(0);
  });

  it('sets a function that only one design runs against /dev/null', async () => {
    const fresh = await mmcheck(['diff', `${lifetime}@2.6.39`, '@3.0', 'page_get_anon_vma']);
    expect(fresh.stdout).toMatch(/^--- \/dev\/null\n\+\+\+ b\/page_get_anon_vma@3\.0\n/);
    const gone = await mmcheck(['diff', `${lifetime}@3.0`, `${lifetime}@2.6.39`, 'page_get_anon_vma']);
    expect(gone.stdout).toMatch(/^--- a\/page_get_anon_vma@3\.0\n\+\+\+ \/dev\/null\n/);
  });

  it('says nothing of what does not differ', async () => {
    expect(await mmcheck(['diff', `${lifetime}@2.6.38`, '@2.6.38'])).toMatchObject({ code: 0, stdout: '' });
    const { stdout: out } = await mmcheck(['diff', `${lifetime}@2.6.37`, '@2.6.38', 'munmap']);
    expect(out).toBe('');
  });

  it('refuses a function or a design that there is not', async () => {
    const fn = await mmcheck(['diff', `${lifetime}@2.6.37`, '@2.6.38', 'unmap_and_mvoe']);
    expect(fn).toMatchObject({ code: 2 });
    expect(fn.stderr).toContain("did you mean 'unmap_and_move'?");
    expect(await mmcheck(['diff', `${lifetime}@2.6.37`, '@2.6.83'])).toMatchObject({ code: 2 });
    expect(await mmcheck(['diff', `${lifetime}@2.6.37`])).toMatchObject({ code: 2 });
  });
});
