import { beforeAll, describe, expect, it } from 'vitest';
import { binOf, builtTool, type Ended, ended, started } from '../../helpers/builtTool.ts';

let bin = '';
beforeAll(async () => {
  bin = binOf(await builtTool());
}, 60_000);

const check = (args: string, env: NodeJS.ProcessEnv = {}) =>
  ended(started(bin, ['check', ...args.split(' ')], env));

/** All that a run says, but for how long it took. */
function timeless({ code, stdout, stderr }: Ended): object {
  const said = stdout
    .replaceAll(/("seconds": |time="|seconds":)[\d.e-]+/g, '$1#')
    .replaceAll(/\d+\.\d\d+(?= s\b| {2}|$)/gm, '#.##');
  // Where it takes longer it also says how it gets on; and strays come when they come.
  const errors = stderr.split('\n').filter((line) => !line.startsWith('Checking '));
  return { code, stdout: said, stderr: errors.sort() };
}

// What holds, what is violated, by a trace of each kind, what cannot be checked; in files that make a mess of the process.
const mixed =
  './breaksOff.ts ./lostUpdate.ts ./throwsLater.ts ./exits.ts ./freesTwice.ts ./vacuous.ts ./stuck.ts';

describe('designs that are checked side by side', () => {
  it.each([
    `${mixed} --full`,
    `${mixed} --json`,
    './series.ts ./lostUpdate.ts --reporter junit',
    './several.ts ./lostUpdate.ts --quiet --reporter ktap',
  ])('are told as those that are checked one by one: %s', async (args) => {
    const [alone, beside] = await Promise.all([check(`${args} --workers 1`), check(`${args} --workers 3`)]);
    expect(timeless(beside!)).toEqual(timeless(alone!));
  });

  it('are found again alone where they need more than their share of the memory', async () => {
    const [whole, half] = ['200k', '100k'];
    const used = await check(`./lostUpdate.ts --workers 1 --max-memory ${half}`);
    expect(used.stdout).toContain('- the memory was used up');
    const alone = await check(`./lostUpdate.ts --workers 1 --max-memory ${whole}`);
    expect(alone.stdout).not.toContain('- the memory was used up');
    const beside = await check(`./lostUpdate.ts --workers 2 --max-memory ${whole}`);
    expect(timeless(beside)).toEqual(timeless(alone));
  });

  it('take nothing from each other where one ends its thread, or has no memory left', async () => {
    const small = { NODE_OPTIONS: '--max-old-space-size=40' };
    const { code, stdout, stderr } = await check('./endsThread.ts --workers 2', small);
    expect(stdout.match(/^(ok|!!) {2}\S+ +\w+/gm)).toEqual([
      '!!  test/ends-thread@ends    incomplete',
      'ok  test/ends-thread@before  holds',
      '!!  test/ends-thread@keeps   incomplete',
      'ok  test/ends-thread@after   holds',
    ]);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      '- it could not be checked: the memory for JavaScript objects was used up; raise it',
    );
    expect([code, stderr]).toEqual([
      2,
      'mmcheck: test/ends-thread@ends: something in it ends its thread with 5; allowed: nothing that ends the tool\n',
    ]);
  });

  it('are all ended by the first signal, after a report of what is known', async () => {
    const child = started(bin, ['check', './lostUpdate.ts@racy', './loopsForEver.ts', '--workers', '2']);
    const end = ended(child);
    await new Promise((resolve) => child.stderr.once('data', resolve));
    child.kill('SIGTERM');
    const { code, stdout } = await end;
    expect(code).toBe(143);
    expect(stdout).toMatch(/^(ok|!!) {2}test\/lost-update@racy /m);
    expect(stdout).toMatch(/^!! {2}test\/loops-for-ever@only +incomplete/m);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      '- it was stopped in looping at again, which had not ended',
    );
  });
});
