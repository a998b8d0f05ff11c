import type { Body, FlatBranch, FlatLabel } from '../program/body.ts';
import { type Goes, goesOf, namesOf, wayName } from '../program/declaration.ts';
import type { Program } from '../program/program.ts';
import { bitOf, waysOf as waysIn } from '../program/ways.ts';

/** A way on from a label of a body: one of its branches, and, where a test decides, how it goes. */
export interface Way {
  readonly from: FlatLabel;
  readonly branch: FlatBranch;
  /** What decides where it goes; undefined where nothing does. */
  readonly goes: Goes | undefined;
  /** As declarations call it; undefined where it is the only one of its label. */
  readonly name: string | undefined;
  /** The index of the label that it leads to; the number of labels is the end. */
  readonly to: number;
  readonly taken: boolean;
}

/** The ways on from each label of a body, by its index. */
export interface Flow {
  readonly body: Body;
  readonly waysFrom: readonly (readonly Way[])[];
  /** Everything that each label may be called in a declaration. */
  readonly names: readonly (readonly string[])[];
}

/** The ways through the bodies of a program, and which of them some thread has taken; `fired` as of a search. */
export function flowsOf({ bodies, steps }: Pick<Program, 'bodies' | 'steps'>, fired: Uint8Array): Flow[] {
  const taken = new Map<FlatBranch, number>();
  for (const { number, branch } of steps) taken.set(branch, (taken.get(branch) ?? 0) | fired[number]!);
  return bodies.map((body) => ({
    body,
    names: body.labels.map((label) => namesOf({ ...label, body: body.fn })),
    waysFrom: body.labels.map((from) =>
      from.branches.flatMap((branch) => waysOf(from, branch, taken.get(branch) ?? 0)),
    ),
  }));
}

function waysOf(from: FlatLabel, branch: FlatBranch, taken: number): Way[] {
  const several = waysIn(branch);
  return several.map((way) => {
    const goes = several.length === 1 ? undefined : goesOf(branch.alternative.next)[way];
    return {
      ...{ from, branch, goes, to: branch.targets[way]!.label },
      name: wayName(from.branches.indexOf(branch), from.branches.length, goes),
      taken: (taken & bitOf(branch, way)) !== 0,
    };
  });
}
