import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commands } from '../../cli/commands.ts';
import { fixtures, mmcheck } from '../helpers/captured.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'mmcheck-options-'));
  // A clock that is slow enough for every search to tell of its progress.
  let now = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 150;
    return now;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(cwd, { recursive: true });
});

/** Runs the tool on a terminal, and tells all that can be seen of that: the exit code, the text and the files. */
async function seen(words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await mmcheck(words, { cwd, terminal: true, env: { NO_COLOR: '1' } });
  const files = readdirSync(cwd, { recursive: true }).sort().join(' ');
  return `code ${code}\n${stdout}\n${stderr}\nfiles: ${files}\n`;
}

const own = (name: string) => path.join(fixtures, name);
const [racy, atomic] = [`${own('lostUpdate.ts')}@racy`, `${own('lostUpdate.ts')}@atomic`];
const locked = `${own('series.ts')}@locked`;
const sized = `${own('sizedRow.ts')}@only`;
const saved = [['check', racy, '--save-trace', 'race.json']];
const recorded = [['record', `${own('series.ts')}@racy`, '--as', 'lost']];

interface Option {
  readonly option: string;
  /** What stands on the command line beside it. */
  readonly on: readonly string[];
  readonly value?: string;
  /** What there is to be seen with it, and not without. */
  readonly shows: RegExp;
  /** Commands before it. */
  readonly after?: readonly (readonly string[])[];
}

const lacks = (text: string) => new RegExp(`^(?![\\s\\S]*${text})`);
const limits = (command: string, on: readonly string[], how = '') => [
  { option: `${command} --max-states`, on, value: '1', shows: new RegExp(`${how}the limit of states`) },
  { option: `${command} --timeout`, on, value: '0.001', shows: new RegExp(`${how}the time was up`) },
  { option: `${command} --max-memory`, on, value: '1k', shows: new RegExp(`${how}the memory was used up`) },
];
const left = 'it is incomplete with nothing left out: ';
const tooMany = /page\[0\]\.reads: 2 is outside its domain 0\.\.1/;

const options: readonly Option[] = [
  { option: 'check --set', on: [sized], value: 'reads=1', shows: tooMany },
  ...limits('check', [atomic]),
  { option: 'check --workers', on: [atomic], value: '0', shows: /--workers: '0' is not possible/ },
  { option: 'check --brief', on: [racy], shows: lacks('read\n[\\s\\S]*read\n') },
  { option: 'check --full', on: [racy], shows: /\n {2}1 {2}first {3}add_one: read\n/ },
  { option: 'check --diff', on: [racy], shows: /\n {5}- counter\[0\]\.value: 0\n/ },
  { option: 'check --save-trace', on: [racy], value: 'kept.json', shows: /files: kept\.json/ },
  { option: 'check --json', on: [racy], shows: /^code 0\n\{\n {2}"schemaVersion": 1/ },
  { option: 'check --reporter', on: [racy], value: 'ktap', shows: /^code 0\nKTAP version 1/ },
  { option: 'check --shard', on: [own('lostUpdate.ts')], value: '1/5', shows: lacks('@racy[\\s\\S]*@wrong') },
  { option: 'check --quiet', on: [atomic], shows: /^code 0\n\n\n/ },
  { option: 'series --set', on: [sized], value: 'reads=1', shows: /Prefixes that do not hold: 0/ },
  ...limits('series', [locked], 'incomplete: '),
  { option: 'series --json', on: [locked], shows: /^code 0\n\{\n {2}"schemaVersion": 1/ },
  { option: 'series --quiet', on: [locked], shows: lacks('Checking') },
  { option: 'series --from', on: [locked], value: 'locked', shows: lacks('\n0 {2}') },
  { option: 'series --bisectable', on: [locked], shows: /^code 1/ },
  { option: 'show --accesses', on: [racy], shows: /load counter\[\]\.value/ },
  { option: 'show --set', on: [sized, '--accesses'], value: 'reads=0', shows: /a size of 0 is not possible/ },
  ...limits('show', [atomic, '--accesses']),
  { option: 'show --quiet', on: [atomic, '--accesses'], shows: lacks('Checking') },
  { option: 'split --set', on: [sized], value: 'reads=1', shows: /violated by domain/ },
  ...limits('split', [atomic]),
  { option: 'split --json', on: [atomic], shows: /^code 0\n\{\n {2}"schemaVersion": 1/ },
  { option: 'split --quiet', on: [atomic], shows: lacks('Checking') },
  { option: 'ablate --set', on: [sized], value: 'reads=1', shows: /it is violated by .* with nothing/ },
  ...limits('ablate', [locked], left),
  { option: 'ablate --json', on: [locked], shows: /^code 0\n\{\n {2}"schemaVersion": 1/ },
  { option: 'ablate --quiet', on: [locked], shows: lacks('Checking') },
  { option: 'ablate --larger', on: [sized], value: 'reads=7', shows: /reads=7/ },
  { option: 'ablate --also', on: [locked], value: locked, shows: /series\.ts@locked/ },
  { option: 'ablate --full', on: [locked], shows: /add_one has no label 'spin_lock' to/ },
  { option: 'replay --schedule', on: [racy], value: '0', shows: /first +add_one: read/ },
  {
    option: 'replay --design',
    on: ['race.json'],
    value: 'atomic',
    after: saved,
    shows: /@atomic, a trace of racy/,
  },
  { option: 'replay --brief', on: ['race.json'], after: saved, shows: lacks('\n  1  first') },
  { option: 'replay --full', on: ['race.json', '--brief'], after: saved, shows: /it contradicts --brief/ },
  { option: 'replay --diff', on: ['race.json'], after: saved, shows: /\n {5}- counter\[0\]\.value: 0\n/ },
  { option: 'replay --extend', on: ['race.json'], after: saved, shows: /Nothing can run next/ },
  {
    option: 'replay --max-states',
    on: ['race.json', '--design', 'atomic'],
    value: '1',
    after: saved,
    shows: /the search ended early \(states\)/,
  },
  {
    option: 'replay --timeout',
    on: ['race.json', '--design', 'atomic'],
    value: '0.001',
    after: saved,
    shows: /the search ended early \(timeout\)/,
  },
  { option: 'replay --set', on: [sized, '--schedule', '0*2'], value: 'reads=1', shows: tooMany },
  { option: 'record --set', on: [sized, '--as', 'many'], value: 'reads=1', shows: /files: .*many\.json/ },
  ...limits('record', [racy, '--as', 'lost']).map((limit) => ({
    ...limit,
    shows: /^code 3[\s\S]*is incomplete/,
  })),
  { option: 'record --quiet', on: [racy, '--as', 'lost'], shows: lacks('Checking') },
  { option: 'record --as', on: [racy], value: 'lost', shows: /files: races races\/lost\.json/ },
  { option: 'record --to', on: [racy, '--as', 'lost'], value: 'kept', shows: /files: kept kept\/lost\.json/ },
  { option: 'record --replace', on: [racy, '--as', 'lost'], after: recorded, shows: /^code 0/ },
  { option: 'regress --design', on: [], value: 'early', after: recorded, shows: /early: / },
  { option: 'regress --json', on: [], after: recorded, shows: /^code 0\n\{\n {2}"schemaVersion": 1/ },
  { option: 'export --format', on: ['race.json'], value: 'dot', after: saved, shows: /^code 0\ndigraph/ },
  {
    option: 'export --output',
    on: ['race.json', '--format', 'dot'],
    value: 'out.dot',
    after: saved,
    shows: /files: out\.dot/,
  },
  { option: 'new --in', on: ['my-race'], value: 'models', shows: /files: models models\/my-race / },
];

describe('an option', () => {
  it.each(options)(
    'has an effect that can be seen: $option',
    async ({ option, on, value, after = [], shows }) => {
      const [command, name] = option.split(' ') as [string, string];
      for (const words of after) await seen(words);
      expect(await seen([command, ...on])).not.toMatch(shows);
      rmSync(cwd, { recursive: true });
      cwd = mkdtempSync(path.join(tmpdir(), 'mmcheck-options-'));
      for (const words of after) await seen(words);
      expect(await seen([command, ...on, name, ...(value === undefined ? [] : [value])])).toMatch(shows);
    },
  );

  it('is one of these, whatever the command', async () => {
    const known = await Promise.all(
      Object.entries(commands).map(async ([name, { load }]) => {
        const { command } = await load();
        return Object.keys(command.spec.options).map((option) => `${name} --${option}`);
      }),
    );
    expect(options.map(({ option }) => option).sort()).toEqual(known.flat().sort());
  });
});
