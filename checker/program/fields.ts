import type { SizedLeaf, SizedNode, SizedRecord } from './sizedSchema.ts';
import type { PlainRecord, State } from './state.ts';
import type { ProgramThread } from './thread.ts';

/** A row of a table. */
export interface RowName {
  readonly table: string;
  readonly row: number;
  /** As reports write it: `page[0]`. */
  readonly path: string;
}

/** A leaf of the state with everything that anybody asks of it. */
export interface Field {
  /** Its place among the program's fields: the shared ones in the order of the schema, then each thread's locals. */
  readonly number: number;
  /** As reports write it: `page[0].count`, or `migrate: page` for a local. */
  readonly path: string;
  /** The path without the numbers of rows, `page[].count`: the same for all rows. */
  readonly pattern: string;
  readonly leaf: SizedLeaf;
  /** The thread that it is a local of; undefined where it is shared. */
  readonly thread: number | undefined;
  /** The row of a table of the machine that it lies in. */
  readonly row: RowName | undefined;
  /** The path of the lock that it is a part of. */
  readonly lock: string | undefined;
  /** What is loaded or stored with it as one: the path of its lock or of its machine word, or else its own. */
  readonly unit: string;
  /** Whether the kernel does not have it, so that no hardware loads or stores it. */
  readonly ghost: boolean;
  /** Whether its table keeps it for itself, to know which rows are there. */
  readonly bookkeeping: boolean;
  /** The way to it from the shared state, or the one name among its thread's slots. */
  readonly keys: readonly (string | number)[];
}

/** Lists the fields of a state. */
export function listFields(schema: SizedRecord, threads: readonly ProgramThread[]): Field[] {
  const fields: Field[] = [];
  const root = { path: '', pattern: '', keys: [], row: undefined, lock: undefined };
  listShared(schema, { ...root, unit: undefined, ghost: false }, [], fields);
  for (const { name, index, body } of threads) {
    for (const slot of body.slots) {
      const path = `${name}: ${slot.name}`;
      const place = { path, pattern: path, keys: [slot.name], row: undefined, lock: undefined, unit: path };
      const own = { leaf: slot.leaf, thread: index, ghost: false, bookkeeping: false };
      fields.push({ ...place, ...own, number: fields.length });
    }
  }
  return fields;
}

/** The value that a field has in a state. */
export function fieldValue({ thread, keys }: Field, { shared, threads }: State): unknown {
  return thread === undefined ? sharedValue(keys, shared) : threads[thread]!.slots[keys[0] as string];
}

/** What lies at the end of a way from the shared state, or from a view of it. */
export function sharedValue(keys: readonly (string | number)[], shared: unknown): unknown {
  let at = shared;
  for (const key of keys) at = (at as PlainRecord)[key];
  return at;
}

/** Whether a path is another one or lies inside of it. */
export function isWithin(path: string, wanted: string): boolean {
  return path === wanted || path.startsWith(`${wanted}.`) || path.startsWith(`${wanted}[`);
}

/** Where a node of the schema lies. */
type FieldPlace = Pick<Field, 'path' | 'pattern' | 'keys' | 'row' | 'lock' | 'ghost'> & {
  readonly unit: string | undefined;
};

/** `own` are the fields of a row that its table keeps for itself. */
function listShared(record: SizedRecord, at: FieldPlace, own: readonly string[], into: Field[]): void {
  const dot = at.path === '' ? '' : '.';
  const lock = record.lock === undefined ? at.lock : at.path;
  const unit = record.lock === undefined && record.word === undefined ? at.unit : (at.unit ?? at.path);
  const ghost = at.ghost || record.ghost === true;
  for (const [name, node] of record.fields) {
    const path = `${at.path}${dot}${name}`;
    const place = {
      ...at,
      path,
      pattern: `${at.pattern}${dot}${name}`,
      keys: [...at.keys, name],
      lock,
      unit,
      ghost,
    };
    listNode(node, place, own.includes(name), into);
  }
}

function listNode(node: SizedNode, at: FieldPlace, bookkeeping: boolean, into: Field[]): void {
  if (node.kind === 'leaf') {
    const { path, unit = path } = at;
    const ghost = at.ghost || bookkeeping || node.ghost === true;
    into.push({ ...at, unit, ghost, number: into.length, leaf: node, thread: undefined, bookkeeping });
  } else if (node.kind === 'record') {
    listShared(node, at, bookkeeping ? [...node.fields.keys()] : [], into);
  } else {
    for (let i = 0; i < node.rows; i++) {
      const path = `${at.path}[${i}]`;
      const row = at.row ?? { table: at.path, row: i, path };
      const place = { ...at, path, pattern: `${at.pattern}[]`, keys: [...at.keys, i], row };
      listShared(node.row, place, node.row.lifetime?.untouched ?? [], into);
    }
  }
}
