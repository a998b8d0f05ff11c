import type { Next } from '../../model/language/index.ts';
import type { At } from './oraclePlaces.ts';

interface Places {
  placeBehind(stack: readonly At[], target?: string): string;
}

/** The label that a line goes to when its recipe has answered that; undefined for the following one. */
export function labelBehind(next: Next, answer: unknown): string | undefined {
  switch (next.kind) {
    case 'fall':
      return undefined;
    case 'goto':
      return next.label;
    case 'switch':
      if (!next.labels.includes(answer as string))
        throw new TypeError(`${String(answer)} is none of its labels`);
      return answer === 'break' ? undefined : (answer as string);
    default:
      return Boolean(answer) === (next.kind === 'when') ? next.label : undefined;
  }
}

/** The ways on from a line that lead to different places: what each is called, and where it leads. */
export function waysBehind(
  machine: Places,
  stack: readonly At[],
  next: Next,
): readonly { name: string; place: string }[] {
  const named = namesOf(next).map(([name, label]) => ({ name, place: machine.placeBehind(stack, label) }));
  const apart = named.filter(({ place }, i) => named.findIndex((other) => other.place === place) === i);
  return apart.length === 1 ? [{ name: '', place: apart[0]!.place }] : apart;
}

/** What the way is called that has led to a place. */
export const wayTo = (machine: Places, stack: readonly At[], next: Next, place: string): string =>
  waysBehind(machine, stack, next).find((way) => way.place === place)!.name;

function namesOf(next: Next): [name: string, label: string | undefined][] {
  if (next.kind === 'switch')
    return next.labels.map((label) => (label === 'break' ? ['breaks', undefined] : [`goto:${label}`, label]));
  if (next.kind === 'fall' || next.kind === 'goto') return [['', labelBehind(next, true)]];
  return [
    ['jumps', next.label],
    ['falls', undefined],
  ];
}
