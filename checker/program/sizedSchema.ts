import {
  describe,
  type Leaf,
  type Lifetime,
  type LockKind,
  ModelError,
  type Node,
  type RecordNode,
  resolveSize,
  type Sizes,
} from '../../model/language/index.ts';
import { domainOf, domains, type SizedLeaf } from './domains/index.ts';
import { known } from './known.ts';

export type { SizedLeaf };

/** A schema with its sizes decided: what both engines build on. */
export interface SizedRecord {
  readonly kind: 'record';
  readonly fields: ReadonlyMap<string, SizedNode>;
  readonly lock?: LockKind;
  /** Its fields are parts of one machine word, or the kernel does not have them. */
  readonly word?: true;
  readonly ghost?: true;
  /** For the rows of a table whose rows come and go. */
  readonly lifetime?: Lifetime;
}

export interface SizedTable {
  readonly kind: 'table';
  readonly rows: number;
  readonly row: SizedRecord;
}

export type SizedNode = SizedLeaf | SizedRecord | SizedTable;

/** Decides the sizes of a machine's schema; `threads` is how many rows the table `task` has. */
export function sizeSchema(root: RecordNode, sizes: Sizes, threads: number): SizedRecord {
  const rowsOf = new Map<string, number>([['task', threads]]);
  for (const [name, node] of Object.entries(root.fields)) {
    if (node.kind === 'table' && node.rows !== 'threads')
      rowsOf.set(name, resolveSize(node.rows, sizes, name));
  }
  return new Sizer(rowsOf, sizes, threads).record(root, '');
}

/** Decides one leaf, as for a parameter or a local. */
export function sizeLeaf(
  node: Node,
  tables: ReadonlyMap<string, number>,
  sizes: Sizes,
  path: string,
): SizedLeaf {
  if (node.kind !== 'leaf')
    throw new ModelError(`${path}: it is a ${node.kind}; allowed: ${Object.keys(domains).join(', ')}`);
  return new Sizer(tables, sizes, 0).leaf(node, path);
}

/** How many rows each table has, by its path: `page`, or `page[].slot` for one within rows. */
export function tableRows(root: SizedRecord, threads: number): ReadonlyMap<string, number> {
  const rows = new Map<string, number>([['task', threads]]);
  const visit = ({ fields }: SizedRecord, within: string): void => {
    for (const [name, node] of fields) {
      if (node.kind === 'leaf') continue;
      if (node.kind === 'table') rows.set(within + name, node.rows);
      visit(node.kind === 'table' ? node.row : node, `${within}${name}${node.kind === 'table' ? '[]' : ''}.`);
    }
  };
  visit(root, '');
  return rows;
}

/** What the tables of a schema do about rows that come and go, each once. */
export function lifetimesIn(root: SizedRecord): Lifetime[] {
  const found = new Set<Lifetime>();
  const visit = ({ fields, lifetime }: SizedRecord): void => {
    if (lifetime !== undefined) found.add(lifetime);
    for (const node of fields.values()) {
      if (node.kind === 'record') visit(node);
      else if (node.kind === 'table') visit(node.row);
    }
  };
  visit(root);
  return [...found];
}

class Sizer {
  readonly #rowsOf: ReadonlyMap<string, number>;
  readonly #sizes: Sizes;
  readonly #threads: number;
  /** One sized record for each record of the schema, so that what is shared there stays shared in the engines. */
  readonly #done = new Map<RecordNode, SizedRecord>();

  constructor(rowsOf: ReadonlyMap<string, number>, sizes: Sizes, threads: number) {
    this.#rowsOf = rowsOf;
    this.#sizes = sizes;
    this.#threads = threads;
  }

  record(node: RecordNode, path: string, lifetime?: Lifetime): SizedRecord {
    const done = this.#done.get(node);
    if (done !== undefined) return done;
    const fields = new Map<string, SizedNode>();
    for (const [field, child] of Object.entries(node.fields)) {
      if (!/^[A-Za-z_]\w*$/.test(field))
        throw new ModelError(`${path}${field}: it cannot be the name of a field; allowed: identifiers`);
      fields.set(field, this.node(child, path + field));
    }
    const sized: SizedRecord = {
      kind: 'record',
      fields,
      ...known({ lock: node.lock, word: node.word, ghost: node.ghost }),
      ...(lifetime === undefined ? {} : { lifetime }),
    };
    this.#done.set(node, sized);
    return sized;
  }

  node(node: Node, path: string): SizedNode {
    if (node.kind === 'leaf') return this.leaf(node, path);
    if (node.kind === 'record') return this.record(node, `${path}.`);
    const rows = node.rows === 'threads' ? this.#threads : resolveSize(node.rows, this.#sizes, path);
    return { kind: 'table', rows, row: this.record(node.row, `${path}[].`, node.lifetime) };
  }

  leaf(node: Node & { kind: 'leaf' }, path: string): SizedLeaf {
    const sized = domainOf(node).size(node, path, { tables: this.#rowsOf, sizes: this.#sizes });
    const starts = startOf(node, sized, path);
    return {
      ...sized,
      ...known({ ghost: node.ghost, zeroAtExit: node.zeroAtExit, masks: node.masks, starts }),
    } as SizedLeaf;
  }
}

/** The code of the value that a leaf starts with, where that is not the first one. */
function startOf({ startsAt }: Leaf<unknown>, sized: SizedLeaf, path: string): number | undefined {
  if (startsAt === undefined) return undefined;
  const code = domainOf(sized).encode(sized, startsAt);
  if (code === undefined)
    throw new ModelError(
      `${path}: it starts at ${describe(startsAt)}, which is outside its domain ${domainOf(sized).describe(sized)}`,
    );
  return code === 0 ? undefined : code;
}
