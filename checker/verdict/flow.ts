import type { Body, FlatBranch, FlatLabel } from '../program/body.ts';
import { type Goes, namesOf, wayName } from '../program/declaration.ts';
import type { Program } from '../program/program.ts';
import { hasTwoWays, ways } from '../program/ways.ts';

/** A way on from a label of a body: one of its branches, and, where a test decides, how it goes. */
export interface Way {
  readonly from: FlatLabel;
  readonly branch: FlatBranch;
  /** What the test does that decides; undefined where none does. */
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
  const [no, yes] = branch.targets;
  const way = (goes: Goes | undefined, to: number, bits: number): Way => ({
    ...{ from, branch, goes, to },
    name: wayName(from.branches.indexOf(branch), from.branches.length, goes),
    taken: (taken & bits) !== 0,
  });
  if (!hasTwoWays(branch)) return [way(undefined, no.label, ways.no | ways.yes)];
  // `when` jumps where its test is true, `unless` where it is false.
  const jumps = branch.alternative.next.kind === 'when' ? 'yes' : 'no';
  return [
    way(jumps === 'no' ? 'jumps' : 'falls', no.label, ways.no),
    way(jumps === 'yes' ? 'jumps' : 'falls', yes.label, ways.yes),
  ];
}
