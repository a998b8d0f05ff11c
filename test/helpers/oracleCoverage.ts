import type { OracleMachine } from './oracleMachine.ts';

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
    placesIn(machine, [{ fn, at: 0 }]).map((place) => {
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

interface At {
  readonly fn: string;
  readonly at: number;
}

/** The labels of the innermost function of some calls, and of all that it calls. */
function placesIn(machine: OracleMachine, calls: readonly At[]): Place[] {
  const outer = calls.slice(0, -1);
  const { fn } = calls.at(-1)!;
  return machine.fns.get(fn)!.lines.flatMap(({ label, line }, at): Place[] => {
    const stack = [...outer, { fn, at }];
    if (line.kind === 'call') return placesIn(machine, [...stack, { fn: line.callee.name, at: 0 }]);
    const all = [...line.alternatives, ...(line.otherwise === undefined ? [] : [line.otherwise])];
    const ways = all.flatMap(({ next }, i) => {
      const decides = next.kind === 'when' || next.kind === 'unless';
      const isOneWay = !decides || machine.placeBehind(stack, next.label) === machine.placeBehind(stack);
      return isOneWay ? [`${i} `] : [`${i} jumps`, `${i} falls`];
    });
    const names = stack.map((one) => machine.fns.get(one.fn)!.lines[one.at]!.label);
    return [{ label: names.join('.'), id: `${fn}.${label}`, ways }];
  });
}
