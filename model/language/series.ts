import { keysOf } from './keys.ts';
import { type AnyFn, checkFlow, checkVariables, type ListedLine } from './listing.ts';
import { allowedNames, ModelError } from './modelError.ts';
import { type AnyPatch, applyHunk } from './patch.ts';
import type { RecordNode, Shape } from './schema.ts';

/** A function as a design has it. */
export interface PatchedFn {
  readonly name: string;
  readonly source: string;
  readonly parameters: Shape;
  readonly locals: Shape;
  /** Those of them that no line uses any more. */
  readonly unused: readonly string[];
  readonly lines: readonly ListedLine[];
  /** The schema of the machine that it is written for. */
  readonly root: RecordNode;
}

/** The functions of a design by name. */
export type PatchedFns = ReadonlyMap<string, PatchedFn>;

/**
 * Applies an ordered series of patches to the functions that the threads start with, to those that they call and to
 * those that the patches change. Throws ModelError for an anchor that is gone, a jump into nowhere, a lost label.
 */
export function applySeries(entries: readonly AnyFn[], series: readonly AnyPatch[]): PatchedFns {
  const fns = new Map<string, PatchedFn>();
  const bases = new Map<string, AnyFn>();
  for (const fn of entries) collect(fn, fns, bases);
  for (const patch of series) {
    for (const change of patch.changes) {
      collect(change.fn, fns, bases);
      const { name, locals, unused, lines, ...rest } = fns.get(change.fn.name)!;
      const known = { ...rest.parameters, ...locals };
      const taken = Object.keys(change.locals).find((local) => Object.hasOwn(known, local));
      if (taken !== undefined) {
        throw new ModelError(
          `patch "${patch.subject}": ${name} already has a local '${taken}'; allowed: a name that is free`,
        );
      }
      checkVariables(`patch "${patch.subject}": ${name}`, keysOf(change.locals));
      const unknown = change.unused.find((local) => !Object.hasOwn(locals, local));
      if (unknown !== undefined) {
        throw new ModelError(
          `patch "${patch.subject}": ${name} has no local '${unknown}'; ${allowedNames(unknown, Object.keys(locals))}`,
        );
      }
      const patched = change.hunks.reduce<readonly ListedLine[]>(
        (before, hunk) => applyHunk(name, patch.subject, before, hunk),
        lines,
      );
      fns.set(name, {
        ...rest,
        name,
        locals: { ...locals, ...change.locals },
        unused: [...unused, ...change.unused],
        lines: patched,
      });
      for (const callee of calleesIn(patched)) collect(callee, fns, bases);
    }
  }
  for (const { name, lines } of fns.values()) checkFlow(name, lines);
  return fns;
}

/** Collects a function and all that it calls, each before what it calls itself; calls may lie in one another at any depth. */
function collect(fn: AnyFn, fns: Map<string, PatchedFn>, bases: Map<string, AnyFn>): void {
  const ahead = [fn];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    const known = bases.get(next.name);
    if (known === next) continue;
    if (known !== undefined) {
      throw new ModelError(
        `${next.name}: two functions of one design have this name; allowed: one, changed by patches`,
      );
    }
    bases.set(next.name, next);
    const { name, source, parameters, locals, lines, root } = next;
    fns.set(name, { name, source, parameters, locals, unused: [], lines, root });
    for (const callee of calleesIn(lines).reverse()) ahead.push(callee);
  }
}

function calleesIn(lines: readonly ListedLine[]): AnyFn[] {
  return lines.flatMap(({ line }) => (line.kind === 'call' ? [line.callee] : []));
}
