import type { Field } from '../program/fields.ts';
import type { StepTree } from './stepTree.ts';

/** A renaming of a program's fields, as when two rows change their places, and of the codes that each of them may have. */
export interface Renaming {
  field(field: Field): Field;
  /** The code that stands in the renamed field for what the field has. */
  code(field: Field, code: number): number;
}

/**
 * Whether two whole trees are the same under a renaming: whatever one does in a state, the other one does, renamed, in
 * the renamed state. The order in which they look at fields does not matter. What a `fails` fails by is not compared.
 */
export function sameUnder(one: StepTree, other: StepTree, renaming: Renaming): boolean {
  return agree(one, other, renaming, new Map());
}

/** `assumed` are the codes of fields in the renamed state. */
function agree(one: StepTree, other: StepTree, renaming: Renaming, assumed: Map<Field, number>): boolean {
  if (one.kind === 'looks') {
    const renamed = renaming.field(one.field);
    return one.children.every((child, code) =>
      assuming(assumed, renamed, renaming.code(one.field, code), () =>
        agree(child, other, renaming, assumed),
      ),
    );
  }
  if (other.kind === 'looks') {
    return other.children.every((child, code) =>
      assuming(assumed, other.field, code, () => agree(one, child, renaming, assumed)),
    );
  }
  if (one.kind !== other.kind || one.way !== other.way) return false;
  const renamed = one.writes.map(
    ([field, code]): Write => [renaming.field(field), renaming.code(field, code)],
  );
  const [first, second] = [changes(renamed, assumed), changes(other.writes, assumed)];
  return first.size === second.size && [...first].every(([field, code]) => second.get(field) === code);
}

/** Asks where a field has a code; what another code was assumed of has nothing to say there. */
function assuming(assumed: Map<Field, number>, field: Field, code: number, ask: () => boolean): boolean {
  const known = assumed.get(field);
  if (known !== undefined) return known !== code || ask();
  assumed.set(field, code);
  const answer = ask();
  assumed.delete(field);
  return answer;
}

type Write = readonly [field: Field, code: number];

/** What is written that is not there already. */
function changes(writes: readonly Write[], assumed: ReadonlyMap<Field, number>): Map<Field, number> {
  return new Map(writes.filter(([field, code]) => assumed.get(field) !== code));
}
