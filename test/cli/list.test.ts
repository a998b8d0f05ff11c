import { describe, expect, it } from 'vitest';
import { catalogueNames, fromCatalogue } from '../../cli/catalogue.ts';
import { mmcheck } from '../helpers/captured.ts';

describe('mmcheck list', () => {
  it('has every scenario of the catalogue, the benches too, with its designs and sizes', async () => {
    const { code, stdout } = await mmcheck('list');
    expect(code).toBe(0);
    for (const name of catalogueNames()) {
      const scenario = (await fromCatalogue(name))!;
      const entry = stdout.split('\n\n').find((text) => text.startsWith(`${name}\n`))!;
      expect(entry).toContain(`\n  ${scenario.summary}\n`);
      for (const design of Object.keys(scenario.designs)) expect(entry).toContain(`\n    @${design} `);
    }
    expect(stdout).toContain('\n  sizes: processes=3, pages=2, migrators=2\n');
  });

  it('says what is expected of each design', async () => {
    expect((await mmcheck('list ./lostUpdate.ts')).stdout).toBe(
      `
test/lost-update
  two threads add one to a counter
    @racy         violated by "no update is lost"
    @atomic       holds
    @hopeful      holds
    @pessimistic  violated by "no update is lost"
    @wrong        violated by deadlock
`.slice(1),
    );
  });

  it('has a size that is in the rows of a table alone, as --set does', async () => {
    expect((await mmcheck('list ./sizedRow.ts')).stdout).toContain('\n  sizes: reads=2\n');
    expect((await mmcheck('check ./sizedRow.ts')).code).toBe(0);
    expect((await mmcheck('check ./sizedRow.ts --set reads=1')).stdout).toContain(
      'page[0].reads: 2 is outside its domain 0..1',
    );
  });

  it.each([
    ['migration', ['migration/anon-vma-ksm', 'migration/anon-vma-lifetime']],
    ['LIFETIME', ['migration/anon-vma-lifetime']],
    ['m*ksm', ['migration/anon-vma-ksm']],
    ['vma-r', ['bench/anon-vma-ref']],
  ])('takes a part of a name: %s', async (pattern, names) => {
    const { stdout } = await mmcheck(['list', pattern]);
    const listed = stdout.split('\n').filter((line) => /^\S/.test(line));
    expect(listed).toEqual(expect.arrayContaining(names));
    expect(listed.every((name) => names.includes(name) || pattern === 'migration')).toBe(true);
  });

  it('refuses a pattern that nothing matches', async () => {
    const { code, stderr } = await mmcheck('list bench/anon-vma-rf');
    expect(code).toBe(2);
    expect(stderr).toContain("list: nothing matches 'bench/anon-vma-rf'; did you mean 'bench/anon-vma-ref'?");
  });
});

describe('the catalogue', () => {
  it.each(catalogueNames())('has %s under its own name', async (name) => {
    expect((await fromCatalogue(name))?.name).toBe(name);
  });

  it('has nothing under a name of Object', async () => {
    expect(await fromCatalogue('constructor')).toBeUndefined();
  });

  it('leaves the benches to those who name them', () => {
    expect(catalogueNames('checked').filter((name) => name.startsWith('bench/'))).toEqual([]);
    expect(catalogueNames()).toContain('bench/anon-vma-ref');
  });
});
