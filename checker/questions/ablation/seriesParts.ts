import type { AnyPatch } from '../../../model/language/index.ts';
import type { Program } from '../../program/program.ts';

/** A patch of a series, or one hunk of it. */
export interface SeriesPart {
  readonly subject: string;
  /** Indices in the series, its changes and their hunks; the last two with a hunk alone. */
  readonly patch: number;
  readonly change?: number;
  readonly hunk?: number;
  /** The hunk's function, place and anchor. */
  readonly fn?: string;
  readonly place?: string;
  readonly at?: string;
}

/** Every patch of a design's series, each followed by its hunks on functions that the design's threads run. */
export function hunksOf({ series, bodies }: Program): SeriesPart[] {
  const run = new Set(bodies.flatMap(({ fn, labels }) => [fn, ...labels.map((label) => label.fn)]));
  return series.flatMap(({ subject, changes }, patch) => [
    { subject, patch },
    ...changes.flatMap(({ fn, hunks }, change) =>
      hunks.flatMap(({ place, at }, hunk) =>
        run.has(fn.name) ? [{ subject, patch, change, hunk, fn: fn.name, place, at }] : [],
      ),
    ),
  ]);
}

/** The series without the patch or the hunk. */
export function seriesWithout(series: readonly AnyPatch[], part: SeriesPart): AnyPatch[] {
  return series.flatMap((patch, i) => {
    if (i !== part.patch) return [patch];
    if (part.hunk === undefined) return [];
    const changes = patch.changes.map((change, c) =>
      c === part.change ? { ...change, hunks: change.hunks.filter((_, h) => h !== part.hunk) } : change,
    );
    return [{ subject: patch.subject, changes }];
  });
}
