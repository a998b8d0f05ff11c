import { either, goto, type ListedLine, type Operation, on } from '../../../model/language/index.ts';
import { decode, valuesOf } from '../../program/domain.ts';
import type { Program } from '../../program/program.ts';
import { type SizedLeaf, sizeLeaf, tableRows } from '../../program/sizedSchema.ts';

/** So many values of the locals together are tried; of more, the first ones and the last. */
const mostValues = 256;

/** The locals of a function at any of their values, together. */
export interface AnyValue {
  readonly choices: readonly Readonly<Record<string, unknown>>[];
  /** Whether these are all that there are. */
  readonly complete: boolean;
}

export function anyValueOf(program: Program, fn: string, locals: readonly string[]): AnyValue {
  const { schema, threads, sizes, fns } = program;
  const tables = tableRows(schema, threads.length);
  const leaves = locals.map(
    (local) => [local, sizeLeaf(fns.get(fn)!.locals[local]!, tables, sizes, local)] as const,
  );
  const all = leaves.reduce((product, [, leaf]) => product * valuesOf(leaf), 1);
  const complete = all <= mostValues;
  const each = complete ? Infinity : Math.max(2, Math.floor(mostValues ** (1 / locals.length)));
  const choices = leaves.reduce<Record<string, unknown>[]>(
    (before, [local, leaf]) =>
      before.flatMap((one) => codesOf(leaf, each).map((code) => ({ ...one, [local]: decode(leaf, code) }))),
    [{}],
  );
  return { choices, complete };
}

/** The first of a leaf's codes, and the last. */
function codesOf(leaf: SizedLeaf, most: number): number[] {
  const values = valuesOf(leaf);
  const shown = Math.min(values, most);
  return Array.from({ length: shown }, (_, i) => (i === shown - 1 ? values - 1 : i));
}

/** What leaves locals at any of their values, and goes on at a label, or at the following line without one. */
export function leaveAt(
  { choices }: AnyValue,
  label: string | undefined,
): Extract<ListedLine['line'], { kind: 'operation' }> {
  const branches = choices.map((values) => {
    const set = (_: unknown, my: object) => {
      Object.assign(my, values);
    };
    return label === undefined ? on(() => true, set) : on(() => true, goto(label, set));
  });
  return either(...branches) as Operation<never, never, string>;
}
