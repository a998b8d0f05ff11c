import type { Program } from '../program/program.ts';
import { meets, type Sought } from '../search/sought.ts';
import type { Movement, Space, Stopped } from '../search/space.ts';
import { type CoarseLabel, coarseLabels, coarseReason } from './coarse.ts';
import { type Coverage, type Covered, coverageOf } from './coverage.ts';

/** What is to be judged by: what a program expects, and what it has that a proof must have seen. */
export type Judged = Pick<
  Program,
  'expected' | 'unreachable' | 'notAsked' | 'properties' | 'bodies' | 'scenario' | 'steps' | 'lifetimes'
>;

/** Whether a state was seen in which a `sometimes` is true. */
export interface Witness {
  readonly name: string;
  readonly seen: boolean;
}

/** What a space proves. */
export interface Judgement {
  readonly verdict: 'holds' | 'violated' | 'incomplete';
  /** Whether it is what was expected, by the check and at the label that were, if any were. */
  readonly asExpected: boolean;
  /** The finding that the verdict is about, by its place among the space's. */
  readonly wanted: number | undefined;
  /** Why the verdict is `incomplete`, in sentences. */
  readonly incomplete: readonly string[];
  readonly coverage: Coverage;
  /** The labels that never fired in any call and are not declared unreachable, as `function.label`. */
  readonly neverFired: readonly string[];
  readonly witnesses: readonly Witness[];
  /** The labels that are too coarse, as far as the search has seen. */
  readonly coarse: readonly CoarseLabel[];
}

/** Judges what was seen of a program; `sought` is what the search looked for, `movement` what ever changed, if that is known. */
export function judge(program: Judged, space: Space, sought: Sought, movement?: Movement): Judgement {
  const { expected, properties } = program;
  const { findings, witnesses: witnessed } = space;
  const met = findings.findIndex(({ failure }) => meets(sought, program, failure));
  const wanted = met >= 0 ? met : findings.length > 0 ? 0 : undefined;
  const covered = coverageOf(program, space.fired);
  const { coverage, neverFired } = covered;
  const witnesses = properties
    .filter(({ kind }) => kind === 'sometimes')
    .map(({ name }) => ({ name, seen: witnessed.includes(name) }));
  const coarse = coarseLabels(space.accesses ?? []);
  const missing = () => [
    ...missingFrom(program, space, covered, witnesses, movement),
    ...coarse.map(coarseReason),
  ];
  const incomplete = wanted === undefined ? missing() : [];
  const verdict = wanted !== undefined ? 'violated' : incomplete.length > 0 ? 'incomplete' : 'holds';
  const asExpected = verdict === expected.verdict && (verdict !== 'violated' || met >= 0);
  return { verdict, asExpected, wanted, incomplete, coverage, neverFired, witnesses, coarse };
}

/** Why a search without findings proves nothing: it was cut short, or what it saw leaves something out. */
function missingFrom(
  program: Judged,
  space: Space,
  { coverage, wrong }: Covered,
  witnesses: readonly Witness[],
  movement: Movement | undefined,
): string[] {
  if (space.stopped !== undefined) return [stopReasons[space.stopped], ...whatRan(space)];
  return [
    ...coverage.causes.map(({ text }) => text),
    ...wrong,
    ...witnesses.filter(({ seen }) => !seen).map(({ name }) => `no state witnesses "${name}"`),
    ...space.reached.map((id) => boundReached(program, id)),
    ...(space.ends === false
      ? neverAsked(program).map((name) => `no run ends: ${name} was never asked`)
      : []),
    ...(movement === undefined ? [] : vacuous(program, movement, space.ends !== false)),
  ];
}

/** Properties that could not fail, and ones that could although the design says that they are not asked. */
function vacuous({ notAsked, properties }: Judged, { unmoved }: Movement, someRunEnds: boolean): string[] {
  const isAsked = (name: string) =>
    someRunEnds || properties.find((one) => one.name === name)?.kind !== 'atTheEnd';
  const still = unmoved.filter(({ name }) => !Object.hasOwn(notAsked, name) && isAsked(name));
  const moved = Object.keys(notAsked).filter((name) => !unmoved.some((one) => one.name === name));
  return [
    ...still.map(({ name, reads }) =>
      reads.length === 0
        ? `"${name}" could not fail: it looks at nothing`
        : `"${name}" could not fail: nothing that it looks at ever changed (${someOf(reads)})`,
    ),
    ...moved.map((name) => `"${name}" is declared not asked, and what it looks at changed`),
  ];
}

const someOf = (names: readonly string[]): string =>
  names.length > 5 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');

/** What it means that a run came to a bound of the model at a label. */
function boundReached({ bodies, scenario }: Judged, id: string): string {
  const { fn, label, bound } = bodies.flatMap(({ labels }) => labels).find((one) => one.id === id)!;
  const { table, rows, what, instead } = bound!;
  const node = scenario.machine.root.fields[table];
  const size = node?.kind === 'table' && typeof node.rows === 'object' ? ` (--set ${node.rows.name}=…)` : '';
  return `the table ${table} has ${rows} ${rows === 1 ? 'row' : 'rows'}, and ${what} in ${fn} at ${label} found none free; give it more rows${size}, or say that ${instead}`;
}

/** What is asked at the end of a run, and nowhere else. */
function neverAsked({ properties, lifetimes }: Judged): string[] {
  const named = properties.filter(({ kind }) => kind === 'atTheEnd').map(({ name }) => `"${name}"`);
  return [...named, ...new Set(lifetimes.map(({ leakCheck }) => leakCheck))];
}

function whatRan({ unfinished }: Space): string[] {
  if (unfinished === undefined) return [];
  return [`it was stopped in ${unfinished}, which had not ended and may never do so`];
}

/** Why a search was cut short, in words that end a sentence. */
export const stopReasons: Readonly<Record<Stopped, string>> = {
  violation: 'the search ended at a violation',
  states: 'the limit of states was reached; raise --max-states or lower a size with --set',
  timeout: 'the time was up; raise --timeout or lower a size with --set',
  memory: 'the memory was used up; raise --max-memory or lower a size with --set',
  interrupted: 'the search was interrupted',
  error: 'it could not be checked',
};
