import { describe, expect, it } from 'vitest';
import {
  any,
  bool,
  design,
  either,
  holds,
  machine,
  many,
  type Scenario,
  scenario,
  table,
  thread,
  wait,
} from '../../index.ts';
import { type Run, Runner } from '../../testing/run.ts';
import { type Progress, shorter } from '../../testing/shorter.ts';

const mm = machine({ row: table(3, {}), ready: bool() });
const choose = either(any('row', () => true));
const nine = Array.from({ length: 9 }, (_, i) => [`choose${i}`, choose]);
const walk = mm.fn('walk', 'test', {}, {}, Object.fromEntries(nine) as never);
const parts = { summary: '', machine: mm, designs: { base: design([], holds) } };
/** Three threads that can always go on, with a choice of three at every step. */
const free = scenario('test/free', { ...parts, threads: { t: many(3, () => thread(walk, {})) } });

/** A run by its turns, as a schedule has them: `1.2` is the third choice of thread 1. */
const runOf = (text: string, of: Scenario = free): Run =>
  new Runner(of.at('base')).run('start', []).with(
    text.split(' ').map((turn) => {
      const [thread = 0, choice = 0] = turn.split('.').map(Number);
      return { thread, choice };
    }),
  );
const textOf = ({ turns }: Run) =>
  turns.map(({ thread, choice }) => (choice === 0 ? `${thread}` : `${thread}.${choice}`)).join(' ');

/** What is tried in place of a run, by the stage of the search for shorter ones. */
function tried(run: Run, from?: Progress): string[][] {
  const stages: string[][] = [[], [], [], [], []];
  for (const [other, { stage }] of shorter(run, from)) stages[stage]!.push(textOf(other));
  return stages;
}

describe('what is tried in place of a run', () => {
  const [withoutThread, withoutBlock, withoutTurn, joined, firstChoice] = tried(runOf('0 0.1 1 0 2.2'));

  it('is the run without each of its threads', () => {
    expect(withoutThread).toEqual(['1 2.2', '0 0.1 0 2.2', '0 0.1 1 0']);
  });

  it('is the run without each block of turns that a thread takes in a row, the last ones first', () => {
    expect(withoutBlock).toEqual(['0 0.1 1 0', '0 0.1 1 2.2', '0 0.1 0 2.2', '1 0 2.2']);
  });

  it('is the run without each of its turns, the last ones first', () => {
    expect(withoutTurn).toEqual(['0 0.1 1 0', '0 0.1 1 2.2', '0 0.1 0 2.2', '0 1 0 2.2', '0.1 1 0 2.2']);
  });

  it('is the run with a block moved back to the one of its thread, and with that one moved on', () => {
    expect(joined).toEqual(['0 0.1 0 1 2.2', '1 0 0.1 0 2.2']);
  });

  it('is the run with the first choice at each turn that has another one', () => {
    expect(firstChoice).toEqual(['0 0 1 0 2.2', '0 0.1 1 0 2']);
  });

  it('is each block joined to the nearest one of its thread only', () => {
    expect(tried(runOf('0 1 0 2 0'))[3]).toEqual(['0 0 1 2 0', '1 0 0 2 0', '0 1 0 0 2', '0 1 2 0 0']);
  });

  it('is nothing that is no shorter, has no fewer switches and no smaller choices', () => {
    expect(tried(runOf('0'))).toEqual([[''], [''], [''], [], []]);
    expect(tried(runOf('0 0'))).toEqual([[''], [''], ['0', '0'], [], []]);
    expect(tried(runOf('0 1'))[3]).toEqual([]);
  });

  it('is without the turns that are not possible any more', () => {
    const opens = mm.fn('opens', 'test', {}, {}, { open: (s) => Object.assign(s, { ready: true }) });
    const waits = mm.fn('waits', 'test', {}, {}, { first: wait((s) => s.ready), second: () => {} });
    const threads = { opens: thread(opens, {}), waits: thread(waits, {}) };
    const both = scenario('test/waits', { ...parts, threads });
    const [withoutThread, , withoutTurn] = tried(runOf('0 1 1', both));
    expect(withoutThread).toEqual(['', '0']);
    expect(withoutTurn).toEqual(['0 1', '0 1', '']);
  });
});

describe('the search for shorter runs', () => {
  it('goes on behind what was taken, and makes another pass over what that left', () => {
    const run = runOf('0 0.1 1');
    const all = [...shorter(run)].map(([other, { stage, at }]) => `${stage} ${at} ${textOf(other)}`);
    expect(all).toEqual([
      '0 0 1',
      '0 1 0 0.1',
      '1 0 0 0.1',
      '1 1 1',
      '2 0 0 0.1',
      '2 1 0 1',
      '2 2 0.1 1',
      '4 1 0 0 1',
    ]);
    const taken = [...shorter(run)].find(([other]) => textOf(other) === '0 1')!;
    const [shorterRun, progress] = taken;
    const rest = [...shorter(shorterRun, progress)].map(
      ([o, { stage, at }]) => `${stage} ${at} ${textOf(o)}`,
    );
    // From the same place of the same stage on, and then from the start; nothing twice without a change.
    expect(rest).toEqual(['2 1 1', '0 0 1', '0 1 0', '1 0 0', '1 1 1', '2 0 0', '2 1 1']);
  });

  it('ends with a pass that has found nothing', () => {
    expect([...shorter(runOf('0 0.1 1'), { stage: 4, at: 2, changed: false })]).toEqual([]);
    expect([...shorter(runOf('0'), { stage: 4, at: 1, changed: true })].length).toBe(3);
  });
});
