import { type Declaration, parseDeclaration } from '../program/declaration.ts';
import type { Program } from '../program/program.ts';
import { type Cause, causesOf } from './cause.ts';
import { type Flow, flowsOf, type Way } from './flow.ts';
import { type Silence, silencesIn } from './silence.ts';

/** How much of a program a search has run. */
export interface Coverage {
  /** Labels, each once for each way of calls that leads to it, and how many of them fired. */
  readonly labels: number;
  readonly fired: number;
  /** Ways on from labels that have several: branches of `either`, and both ways of a test; and how many were taken. */
  readonly ways: number;
  readonly taken: number;
  /** What is declared unreachable that means something in this design. */
  readonly declared: readonly string[];
  /** Why something never happened that is not declared. */
  readonly causes: readonly Cause[];
}

/** What coverage says of a proof. */
export interface Covered {
  readonly coverage: Coverage;
  /** What is declared unreachable, and happened, in sentences. */
  readonly wrong: readonly string[];
  /** The labels that never fired in any call and are not declared, as `function.label`. */
  readonly neverFired: readonly string[];
}

/** Judges what the threads of a program have run; `fired` as of a search. */
export function coverageOf(
  program: Pick<Program, 'bodies' | 'steps' | 'unreachable'>,
  fired: Uint8Array,
): Covered {
  const flows = flowsOf(program, fired);
  const declared = Object.keys(program.unreachable).map(parseDeclaration);
  const silences = flows.flatMap((flow) => silencesIn(flow, declared));
  const labels = flows.flatMap(({ waysFrom }) => waysFrom);
  const ways = labels.filter((from) => from.length > 1).flat();
  return {
    coverage: {
      labels: labels.length,
      fired: labels.filter(hasFired).length,
      ways: ways.length,
      taken: ways.filter(({ taken }) => taken).length,
      declared: declared.filter((one) => meantBy(one, flows).length > 0).map(({ text }) => text),
      causes: causesOf(flows, silences),
    },
    wrong: declared.flatMap((declaration) => wrongly(declaration, flows)),
    neverFired: neverFired(flows, silences),
  };
}

const hasFired = (from: readonly Way[]): boolean => from.some(({ taken }) => taken);

function neverFired(flows: readonly Flow[], silences: readonly Silence[]): string[] {
  const heard = new Set<string>();
  for (const { body, waysFrom } of flows) {
    for (const { id, index } of body.labels) if (hasFired(waysFrom[index]!)) heard.add(id);
  }
  const silent = new Set(silences.flatMap(({ labels }) => labels.map(({ id }) => id)));
  const all = new Set(flows.flatMap(({ body }) => body.labels.map(({ id }) => id)));
  return [...all].filter((id) => silent.has(id) && !heard.has(id));
}

/** The ways on that a declaration means. */
function meantBy({ means, way }: Declaration, flows: readonly Flow[]): Way[] {
  return flows.flatMap(({ body, waysFrom, names }) =>
    body.labels
      .filter(({ index }) => means(names[index]!))
      .flatMap(({ index }) => waysFrom[index]!.filter(({ name }) => way === undefined || name === way)),
  );
}

/** That something happened that a declaration says cannot. */
function wrongly(declaration: Declaration, flows: readonly Flow[]): string[] {
  const { text, way } = declaration;
  const taken = meantBy(declaration, flows).find((one) => one.taken);
  if (taken === undefined) return [];
  const { id } = taken.from;
  if (way !== undefined) return [`'${text}' is declared unreachable, and is taken`];
  if (id === text) return [`the label ${id} is declared unreachable, and fired`];
  return [`'${text}' is declared unreachable, and ${id} fired`];
}
