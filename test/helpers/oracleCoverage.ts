import type { OracleMachine } from './oracleMachine.ts';
import { type At, stacksIn } from './oraclePlaces.ts';
import { waysBehind } from './oracleWays.ts';

/** What the threads of a machine could run, and what they have. */
export interface OracleCoverage {
  /** Labels, each once for each way of calls that leads to it from a function that threads are started with. */
  readonly labels: number;
  readonly fired: number;
  /** Ways on from labels that have several, and how many were taken. */
  readonly ways: number;
  readonly taken: number;
  /** Labels that never fired in any call, as `function.label`. */
  readonly silent: readonly string[];
}

interface Place {
  /** The way of calls and the label, as `a.b.label`. */
  readonly label: string;
  readonly id: string;
  /** As `way` of the machine says them, without thread and row. */
  readonly ways: readonly string[];
}

/** Coverage from the listings as they are written, and from the ways that an oracle has seen taken. */
export function oracleCoverage(machine: OracleMachine, taken: readonly string[]): OracleCoverage {
  const started = [...new Set(machine.threads.map(({ fn }) => fn))];
  const fnOf = new Map(machine.threads.map(({ name, fn }) => [name, fn]));
  const seen = new Set(
    taken.map((way) => {
      const [name, label, alternative, , goes = ''] = way.split(' ');
      return `${fnOf.get(name!)} ${label} ${alternative} ${goes}`;
    }),
  );
  const places = started.flatMap((fn) =>
    placesIn(machine, fn).map((place) => {
      const isTaken = place.ways.map((way) => seen.has(`${fn} ${place.label} ${way}`));
      return { ...place, isTaken, fired: isTaken.includes(true) };
    }),
  );
  const several = places.filter(({ ways }) => ways.length > 1).flatMap(({ isTaken }) => isTaken);
  const heard = new Set(places.filter(({ fired }) => fired).map(({ id }) => id));
  return {
    labels: places.length,
    fired: places.filter(({ fired }) => fired).length,
    ways: several.length,
    taken: several.filter((isTaken) => isTaken).length,
    silent: [...new Set(places.map(({ id }) => id))].filter((id) => !heard.has(id)).sort(),
  };
}

/** The labels of a function and of all that it calls. */
function placesIn(machine: OracleMachine, start: string): Place[] {
  return stacksIn(machine.fns, start).map((stack) => {
    const lineOf = ({ fn, at }: At) => machine.fns.get(fn)!.lines[at]!;
    const { label, line } = lineOf(stack.at(-1)!);
    const alternatives = line.kind === 'call' ? [] : [...line.alternatives, line.otherwise];
    const ways = alternatives.flatMap((alternative, i) => {
      if (alternative === undefined) return [];
      return waysBehind(machine, stack, alternative.next).map(({ name }) => `${i} ${name}`);
    });
    const names = stack.map((one) => lineOf(one).label);
    return { label: names.join('.'), id: `${stack.at(-1)!.fn}.${label}`, ways };
  });
}
