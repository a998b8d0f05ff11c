import { comeAndGo } from '../../model/language/index.ts';
import type { Body, Names, Place } from '../program/body.ts';
import type { SizedLeaf, SizedRecord } from '../program/sizedSchema.ts';
import type { PlainRecord } from '../program/state.ts';
import type { ProgramThread } from '../program/thread.ts';
import { elementsOf } from './elements.ts';
import { Plain } from './plain.ts';
import { rowsOf } from './rows.ts';

/** A leaf of plain values: `values[key]` is where its value lies, and `path` how complaints and reports name it. */
export interface LeafOf {
  readonly leaf: SizedLeaf;
  readonly values: PlainRecord;
  readonly key: string;
  readonly path: string;
}

/** What reading and assigning a leaf does; without `set` there is nothing to assign to. */
export interface LeafAccess {
  get(): unknown;
  set?(value: unknown): void;
}

/** What a kind of view does where its user goes. */
export interface Looking {
  /** Makes what reading and assigning a leaf does. */
  readonly leaf: (of: LeafOf) => LeafAccess;
  /** Called before any touch of a field of a record, whose view and name are given. */
  readonly enter?: (record: SizedRecord, view: object, name: string, field: string) => void;
}

/** What a view knows: where its values lie, and what is made of its parts as far as somebody has looked. */
interface Known {
  readonly values: PlainRecord;
  readonly name: string;
  readonly looking: Looking;
  readonly parts: unknown[];
}

/** A plain object that knows something in private. */
class View extends Plain {
  readonly #known: Known;

  constructor(known: Known, own: PropertyDescriptorMap) {
    super();
    this.#known = known;
    Object.defineProperties(this, own);
    Object.freeze(this);
  }

  static knownBy(view: object): Known {
    return (view as View).#known;
  }
}

/** The accessors of a view, the same functions for all views of one kind: closures for each would cost most of a step. */
const ofRecords = new WeakMap<SizedRecord, PropertyDescriptorMap>();
const ofNames = new WeakMap<Names, PropertyDescriptorMap>();

/**
 * A view of a record of plain values, made as far as somebody looks into it: a plain object with the record's fields, so
 * that whoever looks at it as a whole sees them all, and each part of it is one object however often it is asked for.
 */
export function recordView(record: SizedRecord, values: PlainRecord, name: string, looking: Looking): object {
  const own = known(ofRecords, record, () => recordAccessors(record));
  return new View({ values, name, looking, parts: [] }, own);
}

function recordAccessors(record: SizedRecord): PropertyDescriptorMap {
  const own: PropertyDescriptorMap = {};
  const coming: string[] = [];
  for (const [field, node] of record.fields) {
    if (node.kind === 'table' && node.row.lifetime !== undefined) coming.push(field);
    const at = Object.keys(own).length;
    const enter = ({ looking, name }: Known, view: object) => looking.enter?.(record, view, name, field);
    if (node.kind === 'leaf') {
      const make = ({ looking, values, name }: Known) =>
        looking.leaf({ leaf: node, values, key: field, path: within(name, field) });
      own[field] = leafAccessor(at, field, make, enter);
      continue;
    }
    const make = ({ values, name, looking }: Known) =>
      node.kind === 'record'
        ? recordView(node, values[field] as PlainRecord, within(name, field), looking)
        : rowViews(node.row, values[field] as PlainRecord[], within(name, field), looking);
    const get = function (this: object) {
      const known = View.knownBy(this);
      enter(known, this);
      known.parts[at] ??= make(known);
      return known.parts[at];
    };
    own[field] = { get, enumerable: true };
  }
  if (coming.length === 0) return own;
  const get = function (this: PlainRecord) {
    return coming.map((field) => this[field]);
  };
  return { ...own, [comeAndGo]: { get } };
}

function known<K extends object, V>(all: WeakMap<K, V>, key: K, make: () => V): V {
  const found = all.get(key) ?? make();
  all.set(key, found);
  return found;
}

const within = (name: string, field: string): string => (name === '' ? field : `${name}.${field}`);

function rowViews(
  row: SizedRecord,
  rows: readonly PlainRecord[],
  name: string,
  looking: Looking,
): readonly object[] {
  const views = rows.map((value, i) => recordView(row, value, `${name}[${i}]`, looking));
  return Object.freeze(rowsOf(views, name));
}

/** What a label sees of its thread, whose locals have the given values; a local is called `<as>: <name>`. */
export function myView(
  thread: ProgramThread,
  names: Names,
  values: PlainRecord,
  as: string,
  looking: Looking,
): object {
  const own = known(ofNames, names, () => nameAccessors(thread.body, names));
  const { index, context, cpu, arguments: given } = thread;
  const parts = [{ ...given, current: index, context, cpu }];
  return new View({ values, name: as, looking, parts }, own);
}

function nameAccessors({ slots }: Body, names: Names): PropertyDescriptorMap {
  const own: PropertyDescriptorMap = {};
  const given = (as: string, name: string) => {
    const get = function (this: object) {
      return (View.knownBy(this).parts[0] as PlainRecord)[name];
    };
    own[as] = { get, enumerable: true };
  };
  for (const name of ['current', 'context', 'cpu']) given(name, name);
  for (const [local, place] of names) {
    if (place.kind === 'argument') given(local, place.name);
    else own[local] = placeAccessor(slots, Object.keys(own).length, local, place);
  }
  return own;
}

/** The accessor of a local, or of a part of one; the parts of a view are counted from 0. */
function placeAccessor(
  slots: Body['slots'],
  at: number,
  as: string,
  place: Exclude<Place, { kind: 'argument' }>,
): PropertyDescriptor {
  if (place.kind === 'slot') {
    const { name: key, leaf } = slots[place.slot]!;
    const make = ({ looking, values, name }: Known) =>
      looking.leaf({ leaf, values, key, path: `${name}: ${key}` });
    const accessor = leafAccessor(at, as, make, () => {});
    return place.readOnly ? { get: accessor.get!, enumerable: true } : accessor;
  }
  const parts = [...place.parts].map(([name, part], i): [string, PropertyDescriptor] => [
    name,
    placeAccessor(slots, i, name, part as typeof place),
  ]);
  const own = Object.fromEntries(parts);
  const get = function (this: object) {
    const known = View.knownBy(this);
    known.parts[at] ??= partsView(known, own, place);
    return known.parts[at];
  };
  return { get, enumerable: true };
}

function partsView(
  known: Known,
  own: PropertyDescriptorMap,
  { kind, parts }: { kind: string; parts: { size: number } },
) {
  const view = new View({ ...known, parts: [] }, own);
  return kind === 'array' ? elementsOf(view, parts.size) : view;
}

function leafAccessor(
  at: number,
  as: string,
  make: (known: Known) => LeafAccess,
  enter: (known: Known, view: object) => void,
): PropertyDescriptor {
  const accessOf = (view: object) => {
    const known = View.knownBy(view);
    enter(known, view);
    known.parts[at] ??= make(known);
    return known.parts[at] as LeafAccess;
  };
  return {
    enumerable: true,
    get(this: object) {
      return accessOf(this).get();
    },
    set(this: object, value: unknown) {
      const access = accessOf(this);
      if (access.set === undefined)
        throw new TypeError(`Cannot set property ${as} of #<Object> which has only a getter`);
      access.set(value);
    },
  };
}
