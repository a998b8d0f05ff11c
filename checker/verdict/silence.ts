import type { Body, FlatLabel } from '../program/body.ts';
import type { Declaration } from '../program/declaration.ts';
import type { Flow, Way } from './flow.ts';

/**
 * Something that never happened and explains what else did not: a label that a thread comes to and never leaves, or a
 * way on that none takes.
 */
export interface Silence {
  readonly body: Body;
  readonly from: FlatLabel;
  /** Undefined for a label that never fires. */
  readonly way: Way | undefined;
  /** The labels that never fire for that reason, the one that a thread comes to among them. */
  readonly labels: readonly FlatLabel[];
}

/** The causes of everything in a body that is silent and not declared. Each label has the first cause that leads to it. */
export function silencesIn({ body, waysFrom, names }: Flow, declared: readonly Declaration[]): Silence[] {
  const means = ({ means: isMeant }: Declaration, label: FlatLabel) => isMeant(names[label.index]!);
  const fired = waysFrom.map((from) => from.some(({ taken }) => taken));
  const isDeclared = body.labels.map((label) =>
    declared.some((one) => one.way === undefined && means(one, label)),
  );
  const isNamed = (way: Way) => declared.some((one) => one.way === way.name && means(one, way.from));
  const comesTo = new Set([0, ...waysFrom.flat().flatMap(({ taken, to }) => (taken ? [to] : []))]);
  // What follows a call that never returns is where no way leads.
  const somewhere = new Set([0]);
  for (const at of somewhere) for (const { to } of waysFrom[at] ?? []) somewhere.add(to);
  const explained = new Set<number>();

  /** What can only be come to from there, through what is silent too and not declared. */
  const behind = (start: number): FlatLabel[] => {
    const found: FlatLabel[] = [];
    const open = [start];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at >= body.labels.length || fired[at] || isDeclared[at] || explained.has(at)) continue;
      explained.add(at);
      found.push(body.labels[at]!);
      for (const way of waysFrom[at]!) if (!comesTo.has(way.to) && !isNamed(way)) open.push(way.to);
    }
    return found.sort((a, b) => a.index - b.index);
  };

  return body.labels.flatMap((from, at): Silence[] => {
    if (!fired[at]) {
      const begins = comesTo.has(at) || (!somewhere.has(at) && !explained.has(at));
      return begins && !isDeclared[at] ? [{ body, from, way: undefined, labels: behind(at) }] : [];
    }
    const silent = waysFrom[at]!.filter((way) => !way.taken && !isNamed(way) && !isDeclaredSilent(way.to));
    return silent.map((way) => ({
      ...{ body, from, way },
      labels: comesTo.has(way.to) ? [] : behind(way.to),
    }));
  });

  function isDeclaredSilent(to: number): boolean {
    return to < body.labels.length && !fired[to]! && isDeclared[to]!;
  }
}
