import type { Turn } from '../checker/trace/schedule.ts';
import type { Run } from './run.ts';

/** Where in its pass over a run a search for shorter ones is. */
export interface Progress {
  readonly stage: number;
  readonly at: number;
  /** Whether this pass has found a shorter one. */
  readonly changed: boolean;
}

/**
 * Runs that are shorter than the one given, or have fewer context switches or smaller choices, by one change of its
 * schedule each: a thread, a block or a turn left out, a block moved beside one of the same thread. Turns that are not
 * possible any more are passed over. The search goes on from where it was when the last one was taken, and makes a new
 * pass only after one that has found something.
 */
export function* shorter(
  run: Run,
  { stage, at, changed }: Progress = { stage: 0, at: 0, changed: false },
): Generator<[Run, Progress]> {
  for (let [i, from, again] = [stage, at, changed]; ; [i, from, again] = [0, 0, false]) {
    for (; i < stages.length; i++, from = 0) {
      const schedules = stages[i]!(run.turns);
      for (let k = from; k < schedules.length; k++) {
        const other = run.with(schedules[k]!);
        if (isLess(other.turns, run.turns)) yield [other, { stage: i, at: k, changed: true }];
      }
    }
    if (!again) return;
  }
}

const stages: readonly ((turns: readonly Turn[]) => readonly Turn[][])[] = [
  withoutThread,
  withoutBlock,
  withoutTurn,
  withBlocksJoined,
  withFirstChoice,
];

function withoutThread(turns: readonly Turn[]): Turn[][] {
  const threads = [...new Set(turns.map(({ thread }) => thread))];
  return threads.map((without) => turns.filter(({ thread }) => thread !== without));
}

/** The last ones first: a run is most often longer than it needs to be at its end. */
function withoutBlock(turns: readonly Turn[]): Turn[][] {
  const blocks = blocksOf(turns);
  return blocks.map((_, i) => blocks.toSpliced(blocks.length - 1 - i, 1).flat());
}

function withoutTurn(turns: readonly Turn[]): Turn[][] {
  return turns.map((_, i) => turns.toSpliced(turns.length - 1 - i, 1));
}

/** Each block moved behind the block before it of the same thread, and that one moved ahead of it. */
function withBlocksJoined(turns: readonly Turn[]): Turn[][] {
  const blocks = blocksOf(turns);
  return blocks.flatMap((block, later) => {
    const earlier = blocks.slice(0, later).findLastIndex(([first]) => first!.thread === block[0]!.thread);
    if (earlier < 0) return [];
    const back = blocks.toSpliced(later, 1).toSpliced(earlier + 1, 0, block);
    const forth = blocks.toSpliced(later, 0, blocks[earlier]!).toSpliced(earlier, 1);
    return [back.flat(), forth.flat()];
  });
}

function withFirstChoice(turns: readonly Turn[]): Turn[][] {
  return turns.map((turn, i) => turns.with(i, { ...turn, choice: 0 }));
}

/** Turns that a thread takes in a row. */
function blocksOf(turns: readonly Turn[]): Turn[][] {
  const blocks: Turn[][] = [];
  for (const turn of turns) {
    const last = blocks.at(-1);
    if (last?.[0]?.thread === turn.thread) last.push(turn);
    else blocks.push([turn]);
  }
  return blocks;
}

function isLess(a: readonly Turn[], b: readonly Turn[]): boolean {
  const measures = [a, b].map((turns) => [
    turns.length,
    blocksOf(turns).length,
    turns.reduce((sum, { choice }) => sum + choice, 0),
  ]);
  const [ours, theirs] = measures as [number[], number[]];
  const apart = ours.findIndex((measure, i) => measure !== theirs[i]);
  return apart >= 0 && ours[apart]! < theirs[apart]!;
}
