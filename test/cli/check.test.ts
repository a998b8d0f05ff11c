import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { catalogueNames, fromCatalogue } from '../../cli/catalogue.ts';
import { mmcheck, timeless } from '../helpers/captured.ts';

describe('mmcheck check', () => {
  it('reports one design in full, with the race as a table and the command that replays it', async () => {
    const { code, stdout, stderr } = await mmcheck('check migration/anon-vma-lifetime@2.6.34');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^migration\/anon-vma-lifetime@2\.6\.34: violated by slab-use-after-free, as expected\n\nBUG: /,
    );
    expect(stdout).toContain('\nCPU0   ');
    expect(stdout).toContain('\n    /* !!! slab-use-after-free */\n');
    const replay = /^replay: mmcheck (replay .*)$/m.exec(stdout)![1]!;
    const replayed = await mmcheck(replay.replaceAll("'", ''));
    expect(replayed.code).toBe(0);
    const block = stdout.slice(stdout.indexOf('BUG:'), stdout.indexOf('\nreplay:'));
    expect(replayed.stdout).toContain(block);
  });

  it('says of a design that holds what that rests on', async () => {
    const { code, stdout } = await mmcheck('check migration/anon-vma-lifetime@3.0');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^migration\/anon-vma-lifetime@3\.0: holds, as expected\n\n[\d,]+ states, [\d,]+ transitions, \d+ steps deep, /,
    );
    expect(stdout).toContain('\nwitnessed: "migration completes while the mapping survives"\n');
    expect(stdout).toMatch(/\nwithin: [^.]*sequential consistency;/);
    expect(stdout).toContain('\nleft out of the model:\n- one vma an mm');
  });

  it('says the same in every run, but for the seconds', async () => {
    const runs = [await mmcheck('check ./vacuous.ts --full'), await mmcheck('check ./vacuous.ts --full')];
    expect(timeless(runs[0]!.stdout)).toBe(timeless(runs[1]!.stdout));
  });

  it('makes a table of several designs, and reports those in full that are not as expected', async () => {
    const { code, stdout } = await mmcheck('check ./lostUpdate.ts');
    expect(code).toBe(1);
    expect(timeless(stdout)).toContain(
      `
    scenario@design               verdict   expected  states  transitions  depth  seconds  failed
ok  test/lost-update@racy         violated  violated      12           14      4     #.##  "no update is lost"
ok  test/lost-update@atomic       holds     holds          9           12      4     #.##
!!  test/lost-update@hopeful      violated  holds         12           14      4     #.##  "no update is lost"
!!  test/lost-update@pessimistic  holds     violated       9           12      4     #.##
!!  test/lost-update@wrong        violated  violated      12           14      4     #.##  "no update is lost"
within test/lost-update: counter[1]; 2 threads (first: add_one, second: add_one); every interleaving of their labels; sequential consistency; no reduction
2 as expected, 3 not

test/lost-update@hopeful: violated by "no update is lost", expected: holds
`.slice(1),
    );
    expect(stdout).toContain(
      '\n\ntest/lost-update@wrong: violated by "no update is lost", expected: violated by deadlock\n',
    );
    expect(stdout).not.toContain('test/lost-update@racy: ');
  });

  it('reports all in full when asked to', async () => {
    const full = await mmcheck('check ./lostUpdate.ts --full');
    expect(full.stdout).toContain(
      '\n\ntest/lost-update@racy: violated by "no update is lost", as expected\n',
    );
  });

  it('shows as much of the race as a level of detail says', async () => {
    const [usual, brief, full, diff] = await Promise.all(
      ['', ' --brief', ' --full', ' --diff'].map((level) =>
        mmcheck(`check migration/anon-vma-lifetime@2.6.34+ref${level}`),
      ),
    );
    expect(usual!.stdout).toContain('  page_anon_vma\n');
    expect(brief!.stdout).toContain('    list_del\n');
    expect(brief!.stdout).not.toContain('page_anon_vma');
    expect(full!.stdout).toContain('\n   1  munmap   munmap: down_write\n');
    expect(full!.stdout).toContain('\n        page[0].mapcount: 1 -> 0\n');
    expect(diff!.stdout).toContain('\n      - page[0].mapcount: 1\n      + page[0].mapcount: 0\n');
    const table = usual!.stdout.slice(usual!.stdout.indexOf('BUG:'), usual!.stdout.indexOf('\nreplay:'));
    for (const more of [full!, diff!]) expect(more.stdout).toContain(`\n\n${table}\n`);
    expect(usual!.stdout).not.toContain('mapcount: 1');
  });

  it('gives every design its report at a level of detail, and takes one level', async () => {
    const brief = await mmcheck('check ./lostUpdate.ts --brief');
    expect(brief.stdout).toContain(
      '\n\ntest/lost-update@racy: violated by "no update is lost", as expected\n',
    );
    expect(await mmcheck('check ./lostUpdate.ts --diff --brief')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'mmcheck: --diff: it contradicts --brief; allowed: one of --brief, --full, --diff\n',
    });
  });

  it('says after which step the race cannot be avoided, and gives it to scripts', async () => {
    const { stdout } = await mmcheck('check migration/anon-vma-lifetime@2.6.35');
    const after = Number(/^after step (\d+) it cannot be avoided: /m.exec(stdout)![1]);
    const { results } = JSON.parse((await mmcheck('check migration/anon-vma-lifetime@2.6.35 --json')).stdout);
    expect(results[0].trace.unavoidableAfter).toBe(after);
    const step = results[0].trace.steps[after - 1].line;
    expect(stdout).toMatch(new RegExp(`^ *${step}\n */\\* from here on it cannot be avoided \\*/$`, 'm'));
  });

  it('checks the whole catalogue but for the benches, each design once', async () => {
    // What they come to, the tests of the scenarios say: a limit that most of them reach makes this one quick.
    const { code, stdout } = await mmcheck('check --max-states 100');
    const scenarios = await Promise.all(catalogueNames('checked').map((name) => fromCatalogue(name)));
    const designs = scenarios.flatMap((s) => Object.keys(s!.designs).map((d) => `${s!.name}@${d}`));
    expect(code).toBe(3);
    expect([...stdout.matchAll(/^(?:ok|!!) {2}(\S+)/gm)].map(([, name]) => name)).toEqual(designs);
    const [, asExpected, not] = /\n(\d+) as expected, (\d+) not\n/.exec(stdout)!;
    expect(Number(asExpected) + Number(not)).toBe(designs.length);
    expect(stdout).not.toContain('bench/');
  }, 180_000);

  it('checks a design once that is named twice', async () => {
    const { stdout } = await mmcheck('check ./vacuous.ts@hopeful ./vacuous.ts');
    expect(stdout.match(/^!! .*hopeful/gm)).toHaveLength(1);
  });

  it('sets sizes', async () => {
    const small = '--set processes=2 --set migrators=1 --set pages=1';
    const { code, stdout } = await mmcheck(`check bench/anon-vma-ref ${small}`);
    expect(code).toBe(0);
    expect(stdout).toContain('within: process[2], page[1]');
    expect(await mmcheck('check bench/anon-vma-ref --set page=1')).toEqual({
      code: 2,
      stdout: '',
      stderr:
        "mmcheck: bench/anon-vma-ref: it has no size 'page'; did you mean 'pages'? (allowed: processes, pages, migrators)\n",
    });
  });

  it('prints one JSON document', async () => {
    const { code, stdout } = await mmcheck('check ./lostUpdate.ts@racy ./lostUpdate.ts@atomic --json');
    expect(code).toBe(0);
    const { schemaVersion, results } = JSON.parse(stdout);
    expect(schemaVersion).toBe(1);
    expect(results).toMatchObject([
      {
        scenario: 'test/lost-update',
        design: 'racy',
        verdict: 'violated',
        expected: { verdict: 'violated', by: 'no update is lost' },
        asExpected: true,
        violation: { check: 'atTheEnd', property: 'no update is lost', function: 'add_one', label: 'write' },
        states: 12,
        transitions: 14,
        depth: 4,
        bounds: { sentence: expect.stringContaining('sequential consistency') },
        reductions: [],
        trace: { version: 1, start: 'start', steps: { length: 4 } },
      },
      {
        design: 'atomic',
        verdict: 'holds',
        neverFired: [],
        witnesses: [{ name: 'the counter is one', seen: true }],
      },
    ]);
  });

  it('says nothing with --quiet when all is as expected, and otherwise what is not', async () => {
    expect(await mmcheck('check ./lostUpdate.ts@racy --quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
    const { code, stdout } = await mmcheck('check ./lostUpdate.ts --quiet');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^test\/lost-update@hopeful: violated/);
  });

  it('colours where that is wanted', async () => {
    const plain = await mmcheck('check ./lostUpdate.ts@racy');
    const coloured = await mmcheck('check ./lostUpdate.ts@racy', { env: { FORCE_COLOR: '1' } });
    expect(plain.stdout).not.toContain('\x1b');
    expect(coloured.stdout).toContain('\x1b[32mviolated\x1b[39m');
    const without = stripVTControlCharacters(coloured.stdout);
    expect(timeless(without)).toBe(timeless(plain.stdout));
  });
});

describe('the exit code of mmcheck check', () => {
  it.each([
    [0, 'a violation that was expected', './lostUpdate.ts@racy'],
    [0, 'what holds as expected', './lostUpdate.ts@atomic'],
    [0, 'a violation of the check that was expected', './freesTwice.ts'],
    [0, "the kernel's own functions with a design of the user's", './ownDesign.ts'],
    [1, 'a violation that was not expected', './lostUpdate.ts@hopeful'],
    [1, 'a violation of another check than expected', './lostUpdate.ts@wrong'],
    [3, 'a label that never fires and a witness that is never seen', './vacuous.ts@hopeful'],
    [3, 'a limit of states', 'bench/anon-vma-ref --max-states 1000'],
    [3, 'a limit of time', 'bench/anon-vma-ref --set pages=3 --timeout 0.05'],
    [3, 'a limit of memory', 'bench/anon-vma-ref --max-memory 1m'],
    [3, 'a limit before an expected violation', 'migration/anon-vma-lifetime@2.6.34 --max-states 50'],
    [4, 'an expected violation that is not there', './lostUpdate.ts@pessimistic'],
    [4, 'an expected violation that is not there, of a model that does not move', './vacuous.ts@pessimistic'],
    [1, 'the gravest of several: a violation before a missing one', './lostUpdate.ts'],
    [4, 'the gravest of several: a missing violation before what is incomplete', './vacuous.ts'],
    [3, 'the gravest of several: what is incomplete', './vacuous.ts@hopeful ./lostUpdate.ts@racy'],
  ])('is %i for %s', async (code, _what, args) => {
    expect((await mmcheck(`check ${args}`)).code).toBe(code);
  });

  it('is 130 when the user interrupts, after a report of what is known', async () => {
    const interruption = new AbortController();
    setTimeout(() => interruption.abort(), 300);
    const { code, stdout } = await mmcheck('check bench/anon-vma-ref --set pages=3', {
      interrupted: interruption.signal,
    });
    expect(code).toBe(130);
    expect(stdout).toMatch(
      /^bench\/anon-vma-ref@reference: incomplete, expected: holds\n\nincomplete because\n- the search was interrupted\n/,
    );
  });

  it('is 130 too where some were not begun', async () => {
    const { code, stdout } = await mmcheck('check ./lostUpdate.ts', { interrupted: AbortSignal.abort() });
    expect(code).toBe(130);
    expect(stdout).toContain('0 as expected, 0 not, 5 of 5 not checked');
  });
});

describe('what mmcheck check refuses', () => {
  it.each([
    [
      'migration/anon-vma-lifetim',
      /there is no scenario 'migration\/anon-vma-lifetim'; did you mean 'migration\/anon-vma-lifetime'\?/,
    ],
    [
      'migration/anon-vma-lifetime@2.6.33',
      /migration\/anon-vma-lifetime: it has no design '2.6.33'; did you mean '2.6.34'\?/,
    ],
    ['./lostUpdate.ts@atomc', /test\/lost-update: it has no design 'atomc'; did you mean 'atomic'\?/],
    ['--max-states', /check: the option '--max-states' needs a value/],
    ['--max-states 1e6', /--max-states: '1e6' is not possible; allowed: whole numbers/],
    ['--timeout soon', /--timeout: 'soon' is no time; allowed: seconds/],
    ['--max-memory lots', /--max-memory: 'lots' is no amount of memory/],
    ['--workers 0', /--workers: '0' is not possible; allowed: whole numbers from 1/],
    ['--set pages', /--set: 'pages' sets nothing; allowed: name=value/],
    ['--set pages=two', /--set: 'two' is no value for pages; allowed: whole numbers/],
    ['bench/anon-vma-ref --set pages=0', /a size of 0 is not possible; allowed: whole numbers from 1/],
    ['--ful', /check: there is no option '--ful'; did you mean '--full'\?/],
  ])('%s', async (args, message) => {
    const { code, stdout, stderr } = await mmcheck(`check ${args}`);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('shows the results that it has when a later design turns out to be wrong', async () => {
    const { code, stdout, stderr } = await mmcheck('check ./lostUpdate.ts@racy ./recipeThrows.ts');
    expect(code).toBe(2);
    expect(stdout).toContain('ok  test/lost-update@racy');
    expect(stderr).toContain('test/recipe-throws@only');
  });
});
