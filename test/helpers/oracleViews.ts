import { comeAndGo, type Node, type RecordNode, type Shape, Violation } from '../../model/language/index.ts';

export type Fields = Record<string, unknown>;
type Domain = Extract<Node, { kind: 'leaf' }>;

/** What the oracle must know of a machine to look at its states. */
export interface Sized {
  readonly rowsOf: (table: string) => number;
  readonly numberOf: (size: unknown, subject: string) => number;
  /** Told of each leaf that is loaded or stored, by its path, and the value. */
  touched?: ((kind: 'load' | 'store', path: string, value: unknown) => void) | undefined;
}

/** The value that a leaf starts with, as the schema's documentation says. */
export function startOf(node: Domain, sized?: Sized): unknown {
  if (node.startsAt !== undefined) return node.startsAt;
  if (node.domain === 'constant') return sized!.numberOf(node.value, 'constant');
  if (node.domain === 'range') return Math.max(node.min, 0);
  const starts = { bool: false, count: 0, rowSet: 0, pointer: null, address: null };
  return node.domain === 'oneOf' ? node.values[0] : starts[node.domain];
}

/** A record with everything in it at the start. */
export function startRecord(shape: Shape, sized: Sized): Fields {
  const start = (node: Node, name: string): unknown => {
    if (node.kind === 'leaf') return startOf(node, sized);
    if (node.kind === 'record') return startRecord(node.fields, sized);
    const rows = node.rows === 'threads' ? sized.rowsOf('task') : sized.numberOf(node.rows, name);
    return Array.from({ length: rows }, () => startRecord(node.row.fields, sized));
  };
  return Object.fromEntries(Object.entries(shape).map(([name, node]) => [name, start(node, name)]));
}

/** Whether a leaf may have the value. */
function allows(node: Domain, value: unknown, sized: Sized): boolean {
  const upTo = (most: number) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most;
  switch (node.domain) {
    case 'bool':
      return typeof value === 'boolean';
    case 'count':
      return upTo(sized.numberOf(node.max, 'count'));
    case 'range':
      return (
        Number.isInteger(value) &&
        Number(value) >= node.min &&
        Number(value) <= sized.numberOf(node.max, 'range')
      );
    case 'constant':
      return value === sized.numberOf(node.value, 'constant');
    case 'oneOf':
      return node.values.some((allowed) => allowed === value);
    case 'pointer':
      return value === null || upTo(sized.rowsOf(node.to) - 1);
    case 'rowSet':
      return upTo(2 ** sized.rowsOf(node.of) - 1);
    case 'address':
      return value === null || node.of.some((place) => isOneOf(place, value, sized));
  }
}

/** Whether a text is the address of a place: the place itself, or with a row of its table between the brackets. */
function isOneOf(place: string, value: unknown, sized: Sized): boolean {
  const [before, after] = place.split('[]');
  if (after === undefined) return value === place;
  const rows = sized.rowsOf(before!);
  for (let row = 0; row < rows; row++) if (value === `${before}[${row}]${after}`) return true;
  return false;
}

/** Throws the violation of a value that a leaf may not have. */
export function demand(node: Domain, value: unknown, sized: Sized): void {
  if (!allows(node, value, sized)) throw new Violation('domain', `${typeof value} is not allowed`);
}

/** The tables whose rows come and go. */
const coming = (fields: Shape): string[] =>
  Object.keys(fields).filter((name) => {
    const node = fields[name]!;
    return node.kind === 'table' && node.lifetime !== undefined;
  });

/** There is one zero. */
export const withoutSign = (value: unknown): unknown => (value === 0 ? 0 : value);

/** A record as a recipe sees it: by a Proxy, so that it has nothing in common with what the engines make. */
export function proxyOf(
  node: RecordNode,
  record: Fields,
  name: string,
  sized: Sized,
  lifetime?: { touch: (row: never, name: string) => void; untouched: readonly string[] },
): Fields {
  const touch = (view: Fields, field: string) => {
    if (lifetime !== undefined && !lifetime.untouched.includes(field)) lifetime.touch(view as never, name);
  };
  const inner = (field: string) => (name === '' ? field : `${name}.${field}`);
  const view: Fields = new Proxy(record, {
    get(_, field) {
      if (field === comeAndGo) return coming(node.fields).map((table) => view[table]);
      if (typeof field === 'symbol') return undefined;
      const child = node.fields[field];
      if (child === undefined) return undefined;
      touch(view, field);
      const value = record[field];
      if (child.kind === 'leaf') {
        sized.touched?.('load', inner(field), value);
        return value;
      }
      if (child.kind === 'record') return proxyOf(child, value as Fields, inner(field), sized);
      const row = (fields: Fields, i: number) =>
        proxyOf(child.row, fields, `${inner(field)}[${i}]`, sized, child.lifetime);
      return (value as Fields[]).map(row);
    },
    set(_, field, value) {
      const child = node.fields[String(field)];
      if (child?.kind !== 'leaf') throw new TypeError(`${String(field)} cannot be assigned`);
      touch(view, String(field));
      demand(child, value, sized);
      record[String(field)] = withoutSign(value);
      sized.touched?.('store', inner(String(field)), record[String(field)]);
      return true;
    },
  });
  return view;
}

/** Whether a field of a thread is not where it started that must be again when the thread leaves its work. */
export function isLeftOver(node: Node, value: unknown, thread: number): boolean {
  if (node.kind === 'leaf')
    return node.zeroAtExit === true && node.domain !== 'constant' && value !== startOf(node);
  const rows = value as Fields[];
  if (node.kind === 'table')
    return node.rows === 'threads'
      ? isLeftOver(node.row, rows[thread], thread)
      : rows.some((row) => isLeftOver(node.row, row, thread));
  return Object.entries(node.fields).some(([name, child]) =>
    isLeftOver(child, (value as Fields)[name], thread),
  );
}

/** What a thread knows of itself whose locals are gone. */
export function withoutLocals(given: Fields): Fields {
  return new Proxy(given, {
    get: (_, name) => {
      if (!Object.hasOwn(given, name)) throw new Error(`${String(name)} is gone`);
      return given[String(name)];
    },
  });
}
