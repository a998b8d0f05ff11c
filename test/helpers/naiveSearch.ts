import type { Program } from '../../checker/program/program.ts';
import type { Failure } from '../../checker/program/propertyChecks.ts';
import type { Action, State } from '../../checker/program/state.ts';
import { ReferenceEngine } from '../../checker/reference/referenceEngine.ts';

/** A failure and the states on the way to it. */
export interface NaiveFinding {
  readonly failure: Failure;
  readonly states: readonly State[];
}

export interface NaiveResult {
  readonly findings: readonly NaiveFinding[];
  readonly stopped?: 'violation';
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly neverFired: readonly string[];
  readonly witnesses: readonly string[];
}

interface Known {
  readonly state: State;
  readonly depth: number;
  readonly from: Known | undefined;
}

/**
 * Breadth-first search on the reference engine as plainly as it can be written: what `breadthFirst` must find.
 * It throws RangeError at more states than `maxStates`.
 */
export function naiveSearch(program: Program, until?: string, maxStates = Infinity): NaiveResult {
  const engine = new ReferenceEngine(program);
  const checks = engine.checks();
  const visited = new Map<string, Known>();
  const fired = new Set<string>();
  const findings: NaiveFinding[] = [];
  let transitions = 0;
  let depth = 0;
  let stopped = false;

  const reach = (state: State, from: Known | undefined) => {
    const key = JSON.stringify(state);
    if (!visited.has(key)) visited.set(key, { state, from, depth: from === undefined ? 0 : from.depth + 1 });
    if (visited.size > maxStates) throw new RangeError(`more than ${maxStates} states`);
  };
  const fail = (failure: Failure, at: Known) => {
    const name = nameOf(failure);
    if (!findings.some((finding) => nameOf(finding.failure) === name))
      findings.push({ failure, states: pathTo(at) });
    if (until === undefined || until === failure.check || until === failure.property) stopped = true;
  };
  const expand = (known: Known) => {
    const { state } = known;
    const wrong = checks.properties.state(state.shared, engine.threadViews(state));
    if (wrong !== undefined) {
      fail(wrong, known);
      return;
    }
    const actions = engine.enabled(state);
    for (const action of actions) {
      const taken = checks.step(state, action);
      if ('check' in taken) {
        fail(taken, known);
        continue;
      }
      fired.add(labelOf(program, action));
      transitions++;
      reach(taken, known);
    }
    if (actions.length > 0) return;
    const stuck = checks.properties.terminal(state.shared, engine.threadViews(state));
    if (stuck !== undefined) fail(stuck, known);
  };

  for (const state of engine.initial().values()) reach(state, undefined);
  // A Map is walked in the order of insertion and shows what is inserted meanwhile: it is the queue as well.
  for (const known of visited.values()) {
    depth = known.depth;
    expand(known);
    if (stopped) break;
  }
  const labels = program.bodies.flatMap((body) => body.labels.map(({ fn, label }) => `${fn}.${label}`));
  const result = {
    findings,
    states: visited.size,
    transitions,
    depth,
    neverFired: [...new Set(labels)].filter((label) => !fired.has(label)),
    witnesses: checks.properties.witnesses,
  };
  return stopped ? { ...result, stopped: 'violation' } : result;
}

const nameOf = ({ property, check }: Failure): string => property ?? check;

function labelOf({ threads }: Program, { thread, label }: Action): string {
  const { fn, label: name } = threads[thread]!.body.labels[label]!;
  return `${fn}.${name}`;
}

function pathTo(known: Known): State[] {
  const path: State[] = [];
  for (let at: Known | undefined = known; at !== undefined; at = at.from) path.push(at.state);
  return path.reverse();
}
