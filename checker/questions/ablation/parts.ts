import type { Program } from '../../program/program.ts';
import { removalOf } from './fullRemoval.ts';
import type { Movements } from './movements.ts';
import { isBareJump, jumpOf, type LineName, type Removal, sameLine } from './removal.ts';
import { hunksOf, type SeriesPart } from './seriesParts.ts';
import { unset } from './unset.ts';

/** Something that can be left out of a design. */
export type Part =
  | { readonly kind: 'lines'; readonly removal: Removal }
  | { readonly kind: 'patch' | 'hunk'; readonly part: SeriesPart };

/** Patches and hunks first, then lines, but for those that go together with an earlier one. */
export function partsOf(program: Program, only: string | undefined, movements: Movements): Part[] {
  const parts = hunksOf(program).filter(({ fn }) => only === undefined || fn === only);
  const removals = removalsOf(program, only, movements);
  return [
    ...parts.map((part) => ({ kind: part.fn === undefined ? ('patch' as const) : ('hunk' as const), part })),
    ...removals.map((removal) => ({ kind: 'lines' as const, removal })),
  ];
}

function removalsOf(program: Program, only: string | undefined, movements: Movements): Removal[] {
  const lines = reached(program).map((line) => ({ line, removal: removalOf(program, line, movements) }));
  const isMeant = ({ fn }: LineName) => only === undefined || fn === only;
  const together = lines.filter(({ removal }) => removal.lines.length + removal.into.length > 1);
  return lines
    .filter(({ removal: { lines: all, into } }) => [...all, ...into].some(isMeant))
    .flatMap(({ line, removal }): Removal[] => {
      const others = together.filter(({ line: first }) => first !== line);
      const covered = others.some(({ removal: { lines: all, into } }) =>
        [...all, ...into].some((one) => sameLine(one, line)),
      );
      if (covered && removal.lines.length + removal.into.length === 1) return [];
      const { line: operation } = program.fns.get(line.fn)!.lines.find(({ label }) => label === line.label)!;
      const test = isMeant(line) && jumpOf(operation)?.always === false;
      const always = {
        lines: [line],
        into: [],
        ...unset(program, line, movements),
        alwaysJumps: true as const,
      };
      return test ? [removal, always] : [removal];
    });
}

/** Every line of the functions that the threads run. */
function reached({ fns, threads }: Program) {
  const names = new Set(threads.map(({ body }) => body.fn));
  for (const name of names)
    for (const { line } of fns.get(name)!.lines) if (line.kind === 'call') names.add(line.callee.name);
  return [...names].flatMap((fn) =>
    fns
      .get(fn)!
      .lines.filter((line) => !isBareJump(line))
      .map(({ label }) => ({ fn, label })),
  );
}

/** Whether a design has what is left out, and its threads run it, so that it can be asked there too. */
export function isRun(what: Part, program: Program): boolean {
  const run = reached(program);
  if (what.kind === 'lines')
    return [...what.removal.lines, ...what.removal.into].every((line) =>
      run.some((one) => sameLine(one, line)),
    );
  const { patch, subject, fn } = what.part;
  if (program.series[patch]?.subject !== subject) return false;
  return fn === undefined || run.some((one) => one.fn === fn);
}

/** What is left out, in a few words. */
export function titleOf(what: Part): string {
  if (what.kind !== 'lines') {
    const { subject, fn, place, at } = what.part;
    return fn === undefined ? `"${subject}"` : `"${subject}", ${fn}: ${place} ${at}`;
  }
  const { lines, into, alwaysJumps, unset: locals = [] } = what.removal;
  const first = lines[0]!;
  const name = ({ fn, label }: LineName) => (fn === first.fn ? label : `${fn}.${label}`);
  const left = locals.length === 0 ? '' : `, with any value in ${locals.join(', ')}`;
  const all = [`${first.fn}.${first.label}`, ...lines.slice(1).map(name)].join(' + ') + left;
  if (alwaysJumps) return `${all}, as if it always jumped`;
  return into.length === 0 ? all : `${all}, but in the step of ${into.map(name).join(' and of ')}`;
}
