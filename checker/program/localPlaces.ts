import { ModelError, type Node, resolveSize, type Sizes } from '../../model/language/index.ts';
import type { Begin, Place, Slot } from './body.ts';
import { encode, outsideDomain } from './domain.ts';
import { type SizedLeaf, sizeLeaf } from './sizedSchema.ts';

/** Makes the places of locals, of which each leaf becomes a slot of the thread's frame. */
export class LocalPlaces {
  readonly #slots: Slot[];
  readonly #tables: ReadonlyMap<string, number>;
  readonly #sizes: Sizes;

  constructor(slots: Slot[], tables: ReadonlyMap<string, number>, sizes: Sizes) {
    this.#slots = slots;
    this.#tables = tables;
    this.#sizes = sizes;
  }

  /** The place of a local, whose slots are called by its path; `subject` names it in complaints. */
  of(node: Node, path: string, subject: string): Place {
    if (node.kind === 'leaf') return this.#slot(path, sizeLeaf(node, this.#tables, this.#sizes, subject));
    if (node.kind === 'record') return { kind: 'record', parts: this.#parts(node.fields, path, subject) };
    if (node.rows === 'threads') throw new ModelError(`${subject}: it is tasks(); allowed: table(n, { … })`);
    const rows = Array.from({ length: resolveSize(node.rows, this.#sizes, subject) }, (_, i) => String(i));
    const { value } = node.row.fields;
    const parts = rows.map((row): [string, Place] => {
      const own = `${path}[${row}]`;
      const part =
        node.plain === true
          ? this.of(value!, own, subject)
          : ({ kind: 'record', parts: this.#parts(node.row.fields, own, subject) } as const);
      return [row, part];
    });
    return { kind: 'array', parts: new Map(parts) };
  }

  #parts(fields: Readonly<Record<string, Node>>, path: string, subject: string): ReadonlyMap<string, Place> {
    return new Map(
      Object.entries(fields).map(([field, node]) => [
        field,
        this.of(node, `${path}.${field}`, `${subject}.${field}`),
      ]),
    );
  }

  #slot(name: string, leaf: SizedLeaf): Place {
    return { kind: 'slot', slot: this.#slots.push({ name, leaf }) - 1 };
  }
}

/** The slots of a place, in their order. */
export function slotsOf(place: Place): readonly number[] {
  if (place.kind === 'slot') return [place.slot];
  return place.kind === 'argument' ? [] : [...place.parts.values()].flatMap(slotsOf);
}

/** Whether a local of a callee, as it is written, can be one of its caller's. */
export function fits(place: Place, node: Node): boolean {
  if (node.kind === 'leaf') return !('parts' in place);
  if (node.kind === 'record') return place.kind === 'record' && fieldsFit(place.parts, node.fields);
  if (place.kind !== 'array') return false;
  return [...place.parts.values()].every((part) =>
    node.plain === true
      ? fits(part, node.row.fields.value!)
      : part.kind === 'record' && fieldsFit(part.parts, node.row.fields),
  );
}

const fieldsFit = (parts: ReadonlyMap<string, Place>, fields: Readonly<Record<string, Node>>): boolean =>
  Object.keys(fields).length === parts.size &&
  Object.entries(fields).every(([name, node]) => parts.has(name) && fits(parts.get(name)!, node));

/** What a local is called by its kind. */
export function nounOf(node: Node): string {
  if (node.kind === 'leaf') return 'value';
  return node.kind === 'record' ? 'record' : 'array';
}

/** What a call sets where it binds a local that has values to start with: the slots of the caller's, and the codes. */
export function beginsOf(slots: readonly Slot[], place: Place, node: Node, subject: string): Begin[] {
  if (node.kind === 'leaf') {
    if (node.startsAt === undefined || place.kind !== 'slot') return [];
    const { leaf } = slots[place.slot]!;
    const code = encode(leaf, node.startsAt);
    if (code === undefined)
      throw new ModelError(
        `${subject}: ${outsideDomain(slots[place.slot]!.name, leaf, node.startsAt).message}`,
      );
    return [{ slot: place.slot, code }];
  }
  if (!('parts' in place)) return [];
  return [...place.parts].flatMap(([name, part]) => beginsOf(slots, part, partOf(node, name), subject));
}

function partOf(node: Exclude<Node, { kind: 'leaf' }>, name: string): Node {
  if (node.kind === 'record') return node.fields[name]!;
  return node.plain === true ? node.row.fields.value! : node.row;
}
