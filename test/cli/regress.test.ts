import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mmcheck } from '../helpers/captured.ts';

const own = path.join(import.meta.dirname, 'fixtures', 'series.ts');
const lifetime = 'migration/anon-vma-lifetime';
let cwd = '';

beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'mmcheck-races-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const tool = (...words: string[]) => mmcheck(words, { cwd });
const kept = (name: string) => path.join(cwd, 'races', `${name}.json`);

describe('mmcheck record', () => {
  it('keeps the race that check finds, with its name and a schedule that replay takes', async () => {
    const { code, stdout: out } = await tool('record', `${own}@racy`, '--as', 'lost');
    expect(code).toBe(0);
    expect(out).toMatch(/^races\/lost\.json: BUG: mmcheck: .*4 steps\n$/);
    const race = JSON.parse(readFileSync(kept('lost'), 'utf8'));
    expect(race).toMatchObject({
      name: 'lost',
      target: own,
      trace: { failure: { property: 'no update is lost' } },
    });
    const replayed = await tool('replay', `${own}@racy`, '--schedule', race.schedule);
    expect(replayed.code).toBe(0);
    expect(replayed.stdout).toContain('no update is lost');
  });

  it('keeps nothing where nothing fails', async () => {
    const { code, stderr: err } = await tool('record', `${own}@locked`, '--as', 'none', '--quiet');
    expect(code).toBe(4);
    expect(err).toContain('there is nothing to keep: test/series@locked holds');
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('replaces a race only when told to, and takes names of files alone', async () => {
    await tool('record', `${own}@racy`, '--as', 'lost', '--to', 'kept');
    const again = await tool('record', `${own}@racy`, '--as', 'lost', '--to', 'kept');
    expect(again).toMatchObject({ code: 2 });
    expect(again.stderr).toContain('--replace');
    expect(await tool('record', `${own}@racy`, '--as', 'lost', '--to', 'kept', '--replace')).toMatchObject({
      code: 0,
    });
    for (const name of ['../lost', '.lost', 'a b'])
      expect(await tool('record', `${own}@racy`, '--as', name)).toMatchObject({ code: 2 });
    expect(await tool('record', `${own}@racy`)).toMatchObject({ code: 2 });
  });
});

describe('mmcheck regress', () => {
  it('says on which step the designs that hold refuse a race, and by what', async () => {
    await tool('record', `${own}@racy`, '--as', 'lost');
    const { code, stdout: out } = await tool('regress');
    expect(code).toBe(0);
    expect(out).toContain('racy: still there, as it was found');
    expect(out.replace(/\s+/g, ' ')).toMatch(
      /ok locked: refused at step \d of 4, \w+ at spin_lock: it waits: the spinlock locks\.needed is held by/,
    );
    expect(out).toContain('1 race, all as they should be');
  });

  it('finds the race of 2.6.35 again in 2.6.37, and gone from 2.6.38 on', async () => {
    await tool('record', `${lifetime}@2.6.35`, '--as', 'freed-twice', '--quiet');
    // 1ce82b69e96, in 2.6.38, is the commit that mends it: its page_lock_anon_vma() refuses the page as unmapped.
    const free = await tool('regress');
    expect(free.code).toBe(0);
    expect(free.stdout.replace(/\s+/g, ' ')).toMatch(
      /2\.6\.38: refused at step \d+ of 39, migrate at page_lock_anon_vma\.page_mapped: page_mapped is false/,
    );
    const { code, stdout: out } = await tool('regress', '--design', '2.6.37', '--design', '2.6.38');
    expect(code).toBe(1);
    expect(out.match(/^!!.*$/gm)).toEqual(['!!  2.6.37: IT CAME BACK']);
    const { regressions } = JSON.parse((await tool('regress', '--design', '2.6.37', '--json')).stdout);
    expect(regressions[0].designs).toMatchObject([
      { design: '2.6.35', mustBeFree: false, fate: { kind: 'same' }, asItShouldBe: true },
      { design: '2.6.37', mustBeFree: true, fate: { kind: 'same' }, asItShouldBe: false },
    ]);
  });

  it('refuses a folder without races, and a file that is none', async () => {
    expect(await tool('regress')).toMatchObject({ code: 2 });
    await tool('record', `${own}@racy`, '--as', 'lost');
    const text = readFileSync(kept('lost'), 'utf8');
    const race = JSON.parse(text);
    const bad: Record<string, string> = {
      'cut short': text.slice(0, 200),
      'is no trace file': JSON.stringify({ name: 'lost' }),
      'no name and schedule': JSON.stringify({ ...race, name: undefined }),
      'its steps are': JSON.stringify({ ...race, schedule: '0*3' }),
      'ends in no failure': JSON.stringify({ ...race, trace: { ...race.trace, failure: undefined } }),
      'is not test/other': JSON.stringify({ ...race, trace: { ...race.trace, scenario: 'test/other' } }),
      'there is no scenario': JSON.stringify({ ...race, target: 'migration/gone' }),
      'no initial state': JSON.stringify({
        ...race,
        trace: { ...race.trace, start: 'else' },
        schedule: race.schedule.replace('start/', 'else/'),
      }),
    };
    for (const [complaint, wrong] of Object.entries(bad)) {
      writeFileSync(kept('lost'), wrong);
      const { code, stderr: err } = await tool('regress');
      expect([complaint, code]).toEqual([complaint, 2]);
      expect(err).toContain(complaint);
    }
  });

  it('misses the design that a race was found in, where that is gone', async () => {
    await tool('record', `${own}@racy`, '--as', 'lost');
    await tool('record', `${own}@racy`, '--as', 'other');
    const race = JSON.parse(readFileSync(kept('lost'), 'utf8'));
    race.trace.design = 'racey';
    writeFileSync(kept('lost'), JSON.stringify(race));
    for (const more of [[], ['--design', 'locked'], ['--json']]) {
      const { code, stdout } = await tool('regress', ...more);
      expect([more, code]).toEqual([more, 4]);
      if (more[0] === '--json')
        expect(JSON.parse(stdout).regressions[0].designs[0]).toMatchObject({
          ...{ design: 'racey', fate: { kind: 'gone' }, asItShouldBe: false },
        });
      else expect(stdout.match(/^!!.*$/gm)).toEqual([expect.stringMatching(/^!! {2}racey: /)]);
    }
  });

  it('refuses a design that there is not', async () => {
    await tool('record', `${own}@racy`, '--as', 'lost');
    const { code, stderr: err } = await tool('regress', '--design', 'lokced');
    expect(code).toBe(2);
    expect(err).toContain("did you mean 'locked'?");
  });
});
