import { describe, expect, it } from 'vitest';
import { mmcheck } from '../helpers/captured.ts';

describe('mmcheck show', () => {
  it('prints a function as the design has it', async () => {
    const { code, stdout } = await mmcheck('show ./lostUpdate.ts@atomic add_one');
    expect(code).toBe(0);
    expect(stdout).toBe(
      `
  add_one()  /* test */
  {
  	unsigned int seen;  /* 0..2 */

+ 	read();
+ 	write();
  }

+ test: add in one step
`.slice(1),
    );
  });

  it('prints all functions that the threads run', async () => {
    const { stdout } = await mmcheck('show migration/anon-vma-lifetime@2.6.38');
    expect(stdout).toMatch(/^ *unmap_and_move\(page, newpage\) {2}\/\* mm\/migrate\.c/);
    expect(stdout).toMatch(/\n *anon_vma_prepare\(vma\)/);
    expect(stdout).not.toContain('try_to_merge_two_pages');
  });

  it.each([
    [
      'migration/anon-vma-lifetime',
      /'migration\/anon-vma-lifetime' names \d+ designs; allowed: one of migration\/anon-vma-lifetime@2\.6\.34, /,
    ],
    [
      'migration/anon-vma-lifetime@3.0 unmap_and_mov',
      /it has no function 'unmap_and_mov'; did you mean 'unmap_and_move'\?/,
    ],
    ['', /show: something is missing; allowed: mmcheck show SCENARIO@DESIGN \[FUNCTION\]/],
  ])('refuses %s', async (args, message) => {
    const { code, stdout, stderr } = await mmcheck(`show ${args}`);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
});
