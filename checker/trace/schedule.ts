import { ModelError } from '../../model/language/index.ts';

/** Which thread takes a step, and which of its possible ones. */
export interface Turn {
  readonly thread: number;
  readonly choice: number;
}

/**
 * A schedule as text that can be pasted: turns separated by commas, each `thread`, or `thread.choice` where the thread
 * had a choice other than its first, followed by `*n` for n of them in a row. A start other than the scenario's first
 * stands in front as `name/`.
 */
export function formatSchedule(start: string | undefined, turns: readonly Turn[]): string {
  const runs: { turn: string; length: number }[] = [];
  for (const one of turns) {
    const turn = formatTurn(one);
    const last = runs.at(-1);
    if (last?.turn === turn) last.length++;
    else runs.push({ turn, length: 1 });
  }
  const text = runs.map(({ turn, length }) => (length === 1 ? turn : `${turn}*${length}`)).join(',');
  return start === undefined ? text : `${start}/${text}`;
}

/** A turn as schedules have it. */
export const formatTurn = ({ thread, choice }: Turn): string =>
  choice === 0 ? String(thread) : `${thread}.${choice}`;

/** Reads what `formatSchedule` writes; throws ModelError for anything else. */
export function parseSchedule(text: string): { start?: string; turns: Turn[] } {
  const slash = text.lastIndexOf('/');
  const turns = text
    .slice(slash + 1)
    .split(',')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const match = /^(\d+)(?:\.(\d+))?(?:\*(\d+))?$/.exec(part.trim());
      if (match === null) {
        throw new ModelError(
          `schedule: '${part}' is no turn; allowed: thread, thread.choice, either with *times, as in 0*3,1,0.2`,
        );
      }
      const [, thread, choice = '0', times = '1'] = match;
      if (Number(times) < 1 || Number(times) > 1_000_000) {
        throw new ModelError(`schedule: '${part}' is taken ${times} times; allowed: 1 to 1000000`);
      }
      return Array.from({ length: Number(times) }, () => ({
        thread: Number(thread),
        choice: Number(choice),
      }));
    });
  return slash < 0 ? { turns } : { start: text.slice(0, slash), turns };
}
