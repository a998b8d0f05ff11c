import type { Body, FlatLabel } from '../program/body.ts';
import type { Goes } from '../program/declaration.ts';
import type { Flow, Way } from './flow.ts';
import type { Silence } from './silence.ts';

/** How many labels are named where many are silent for one reason. */
const namedAtMost = 4;

/** Why something never happened, in the words of a report. */
export interface Cause {
  readonly text: string;
  /** The function in whose listing it is. */
  readonly fn: string;
  /** What a scenario declares unreachable where it is so for a reason. */
  readonly declares: readonly string[];
}

/** The causes of what is silent; the same line in several calls is one. */
export function causesOf(flows: readonly Flow[], silences: readonly Silence[]): Cause[] {
  const groups = new Map<string, Silence[]>();
  for (const silence of silences) {
    const key = `${silence.from.id}: ${silence.way?.name ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), silence]);
  }
  return [...groups.values()].map((group) => {
    const isAll = isEverywhere(flows, group);
    const { id, fn } = group[0]!.from;
    const places = isAll ? [id] : group.map(({ body, from }) => `${body.fn}.${from.name}`);
    const way = group[0]!.way?.name;
    return {
      text: sentence(group, isAll),
      fn,
      declares: places.map((place) => (way === undefined ? place : `${place}: ${way}`)),
    };
  });
}

function sentence(group: readonly Silence[], isAll: boolean): string {
  const { from, way } = group[0]!;
  const calls = isAll ? '' : ` in ${listed(group.map(callOf))}`;
  const behind = group.flatMap(({ body, labels }) =>
    regions(
      body,
      labels.filter((label) => way !== undefined || label !== from),
    ),
  );
  const names = [...new Set(behind)];
  const run = names.length === 1 ? 'runs' : 'run';
  const then = names.length === 0 ? '' : `, so ${listed(names, namedAtMost)} never ${run}`;
  if (way === undefined) return `the label ${from.id} never fired${calls}${then}`;
  return `${whatOf(way, from)}${calls}${then}`;
}

const isTest = (goes: Goes | undefined): boolean => goes === 'jumps' || goes === 'falls';

function neverIn(goes: Goes | undefined): string {
  if (isTest(goes)) return goes === 'jumps' ? 'never jumps' : 'never falls through';
  return goes === 'breaks' ? 'never breaks' : `never goes to ${goes?.slice('goto '.length)}`;
}

/** A way that is never taken: `the test f.x never jumps`. */
function whatOf({ goes, name }: Way, { id, branches }: FlatLabel) {
  const never = neverIn(goes);
  if (branches.length === 1) return `the ${isTest(goes) ? 'test' : 'label'} ${id} ${never}`;
  const branch = goes === undefined ? name! : name!.slice(0, -goes.length - 1);
  return goes === undefined ? `${branch} of ${id} is never taken` : `${branch} of ${id} ${never}`;
}

/** Whether it is so at every call at which the label is come to. */
function isEverywhere(flows: readonly Flow[], group: readonly Silence[]): boolean {
  const { id } = group[0]!.from;
  const others = flows.flatMap(({ body, waysFrom }) =>
    body.labels.filter(
      (label) =>
        label.id === id &&
        waysFrom[label.index]!.some(({ taken }) => taken) &&
        !group.some(({ from }) => from === label),
    ),
  );
  return others.length === 0;
}

/** The call in which a label is, by its path from the thread's function. */
function callOf({ body, from }: Silence): string {
  const path = from.calls.map(({ label }) => label);
  return path.length === 0 ? `${body.fn} itself` : `the call at ${[body.fn, ...path].join('.')}`;
}

/** The labels by their ids, and where all of a call are among them, the call alone. */
function regions({ fn, labels }: Body, silent: readonly FlatLabel[]): string[] {
  const isSilent = new Set(silent);
  return silent.map((label) => {
    for (let depth = 1; depth <= label.calls.length; depth++) {
      const path = label.calls.slice(0, depth).map((call) => call.label);
      const within = labels.filter(({ name }) => name.startsWith(`${path.join('.')}.`));
      if (within.every((one) => isSilent.has(one)))
        return `the call of ${label.calls[depth - 1]!.fn} at ${[label.calls[depth - 2]?.fn ?? fn, path.at(-1)].join('.')}`;
    }
    return label.id;
  });
}

function listed(names: readonly string[], most = names.length): string {
  const shown = names.length > most + 1 ? [...names.slice(0, most), `${names.length - most} more`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
