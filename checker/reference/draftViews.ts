import type { Names } from '../program/body.ts';
import { encode, outsideDomain } from '../program/domain.ts';
import type { ProgramThread } from '../program/program.ts';
import { GuardWrote } from '../program/recipeError.ts';
import type { SizedLeaf, SizedRecord, SizedTable } from '../program/sizedSchema.ts';
import type { PlainRecord, ThreadState } from '../program/state.ts';

/** What may be done through a view: an effect writes, a guard that writes is told so, a property has nothing to assign to. */
export type Access = 'write' | 'read' | 'observe';

/**
 * A view of a record of an immer draft, or of a frozen one, that checks what generated code checks in the packed
 * engine: domains, touches of freed rows, guards that write.
 */
export function recordView(record: SizedRecord, value: PlainRecord, name: string, access: Access): object {
  const view = {};
  const touch = (field: string) => {
    const { lifetime } = record;
    if (lifetime !== undefined && !lifetime.untouched.includes(field)) lifetime.touch(view as never, name);
  };
  for (const [field, node] of record.fields) {
    const path = name === '' ? field : `${name}.${field}`;
    if (node.kind === 'leaf') {
      defineLeaf(view, field, node, value as Record<string, unknown>, field, path, access, () =>
        touch(field),
      );
      continue;
    }
    const get = () => {
      touch(field);
      return node.kind === 'record'
        ? recordView(node, value[field] as PlainRecord, path, access)
        : tableView(node, value[field] as PlainRecord[], path, access);
    };
    Object.defineProperty(view, field, { get, enumerable: true });
  }
  return Object.freeze(view);
}

function tableView(
  { row }: SizedTable,
  rows: readonly PlainRecord[],
  name: string,
  access: Access,
): readonly object[] {
  return Object.freeze(rows.map((value, i) => recordView(row, value, `${name}[${i}]`, access)));
}

/** What a label sees of its thread. */
export function threadView(thread: ProgramThread, names: Names, state: ThreadState, access: Access): object {
  const view = {};
  const { body, index, context, cpu } = thread;
  Object.defineProperty(view, 'current', { get: () => index });
  Object.defineProperty(view, 'context', { get: () => context });
  Object.defineProperty(view, 'cpu', { get: () => cpu });
  for (const [local, place] of names) {
    if (place.kind === 'argument') {
      const given = thread.arguments[place.name];
      Object.defineProperty(view, local, { get: () => given, enumerable: true });
      continue;
    }
    const { name, leaf } = body.slots[place.slot]!;
    const mine = place.readOnly ? 'observe' : access;
    defineLeaf(view, local, leaf, state.slots, name, `${body.fn}: ${name}`, mine, () => {});
  }
  return Object.freeze(view);
}

function defineLeaf(
  view: object,
  as: string,
  leaf: SizedLeaf,
  values: Record<string, unknown>,
  field: string,
  path: string,
  access: Access,
  touch: () => void,
): void {
  const get = () => {
    touch();
    return values[field];
  };
  if (access === 'observe') {
    Object.defineProperty(view, as, { get, enumerable: true });
    return;
  }
  Object.defineProperty(view, as, {
    enumerable: true,
    get,
    set: (value: unknown) => {
      touch();
      if (encode(leaf, value) === undefined) throw outsideDomain(path, leaf, value);
      // What changes nothing is allowed, as in the packed engine, which compares states around a guard.
      if (access === 'read' && values[field] !== value) throw new GuardWrote();
      if (access === 'write') values[field] = value;
    },
  });
}
