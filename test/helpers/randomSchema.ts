import {
  bool,
  count,
  ghost,
  type Leaf,
  masks,
  type Node,
  oneOf,
  pointer,
  type RecordNode,
  range,
  record,
  rowSet,
  type Shape,
  type TableNode,
  table,
  tasks,
  word,
  zeroAtExit,
} from '../../model/language/index.ts';
import {
  bitSpinlock,
  irqFields,
  list_head,
  mutex,
  pageLock,
  rwlock,
  rwsem,
  slab,
  spinlock,
  taskFields,
} from '../../model/primitives/index.ts';
import type { Choices } from './choices.ts';
import { pageRows, pagesShape, pageTaskFields } from './randomPages.ts';
import type { KernelPart } from './randomPart.ts';
import { randomParts } from './randomParts.ts';
import { waitsNode } from './randomWaits.ts';

/** A leaf or a lock of the shared state: the steps to it from a row of `table`, or from the top. */
export interface Place<T = Leaf<unknown>> {
  readonly table?: string;
  readonly steps: readonly (string | number)[];
  readonly at: T;
  /** The kernel does not have it: nothing that a recipe does hangs on it. */
  readonly ghost?: boolean;
}

export type LockKindName = keyof typeof lockNodes;

/** A schema, and what recipes may do with it. */
export interface RandomSchema {
  readonly shape: Shape;
  readonly rows: ReadonlyMap<string, number>;
  readonly places: readonly Place[];
  readonly locks: readonly Place<LockKindName>[];
  /** Whether there is the slab `obj`. */
  readonly hasSlab: boolean;
  readonly hasTasks: boolean;
  /** Whether threads can turn handlers off. */
  readonly hasIrqs: boolean;
  /** Whether the rows of `t0` may be on lists. */
  readonly hasLists: boolean;
  /** Whether threads may wait for each other by what is in `waits`. */
  readonly hasWaits: boolean;
  /** Whether there are pages, with what leads to them. */
  readonly hasPages: boolean;
  /** The primitives that it has besides. */
  readonly parts: readonly KernelPart[];
  /** How many of a hundred choices forget a test for null, for a freed row, for a bound. */
  readonly reckless: number;
}

/** A leaf wider than any count that recipes count with: only constants are assigned to it. */
const wideMax = 2 ** 20;

/** What the rows of `t0` are on the lists of `head` with. */
const listNode = list_head('t0[].list', 'head[].list');

const lockNodes = { spinlock, rwlock, bitSpinlock, pageLock, rwsem, mutex };

/** Builds a schema for a machine of so many threads, `withParts` with some more of the kernel's primitives. */
export function randomSchema(choices: Choices, threads: number, withParts: boolean): RandomSchema {
  const schema = new SchemaBuilder(choices, threads).build();
  return withParts ? extended(schema, randomParts(choices)) : schema;
}

function extended(schema: RandomSchema, parts: readonly KernelPart[]): RandomSchema {
  const { task, ...shape } = schema.shape;
  const own = task === undefined ? taskFields(2, 1) : (task as TableNode).row.fields;
  const fields = Object.assign({}, own, ...parts.map((part) => part.task)) as Shape;
  const rows = new Map([...schema.rows, ...parts.flatMap((part) => Object.entries(part.rows))]);
  const more = Object.assign({}, ...parts.map((part) => part.shape)) as Shape;
  return { ...schema, shape: { task: tasks(fields), ...shape, ...more }, rows, hasTasks: true, parts };
}

class SchemaBuilder {
  readonly #choices: Choices;
  readonly #rows: Map<string, number>;
  readonly #places: Place[] = [];
  readonly #locks: Place<LockKindName>[] = [];
  readonly #hasSlab: boolean;
  readonly #hasLocks: boolean;
  readonly #lockKinds: Readonly<Record<LockKindName, number>>;
  readonly #wide: number;

  constructor(choices: Choices, threads: number) {
    this.#choices = choices;
    this.#rows = new Map([
      ['task', threads],
      ['t0', 1 + choices.below(3)],
    ]);
    if (choices.chance(40)) this.#rows.set('t1', 1 + choices.below(2));
    this.#hasSlab = choices.chance(35);
    if (this.#hasSlab) this.#rows.set('obj', 1 + choices.below(2));
    if (choices.chance(8)) this.#rows.set('long', 31);
    this.#hasLocks = choices.chance(40);
    this.#lockKinds = choices.pick([
      { spinlock: 1, rwlock: 0, bitSpinlock: 0, pageLock: 0, rwsem: 0, mutex: 0 },
      { spinlock: 2, rwlock: 0, bitSpinlock: 0, pageLock: 1, rwsem: 1, mutex: 0 },
      { spinlock: 0, rwlock: 0, bitSpinlock: 0, pageLock: 1, rwsem: 2, mutex: 1 },
      { spinlock: 1, rwlock: 2, bitSpinlock: 2, pageLock: 0, rwsem: 0, mutex: 0 },
    ]);
    this.#wide = choices.chance(30) ? 40 : 0;
  }

  build(): RandomSchema {
    const choices = this.#choices;
    const reckless = choices.chance(50) ? 3 + choices.below(15) : 0;
    const hasTasks = this.#hasSlab || this.#hasLocks || choices.chance(20);
    const hasIrqs = hasTasks && choices.chance(40);
    const shape: Record<string, Node> = {};
    if (hasTasks) {
      const irqs = hasIrqs ? irqFields(1) : {};
      shape.task = tasks({ ...taskFields(2, 1), ...irqs, ...(choices.chance(15) ? this.#ownLeaves() : {}) });
    }
    const names = ['g', 'rec', 't0', ...(this.#rows.has('t1') ? ['t1'] : [])];
    if (this.#hasSlab) names.push('obj');
    if (this.#rows.has('long')) names.push('long');
    for (const name of names) Object.assign(shape, this.#top(name));
    const hasLists = choices.chance(10);
    if (hasLists) {
      const { row } = shape.t0 as TableNode;
      shape.t0 = table(this.#rows.get('t0')!, { ...row.fields, list: listNode });
      this.#rows.set('head', 2);
      shape.head = table(2, { list: listNode });
      for (const [name, leaf] of Object.entries(listNode.fields))
        this.#places.push({ table: 't0', steps: ['list', name], at: leaf });
    }
    const hasWaits = hasTasks && choices.chance(12);
    if (hasWaits) shape.waits = waitsNode;
    const hasPages = hasTasks && choices.chance(22);
    if (hasPages) this.#addPages(shape);
    return {
      shape,
      rows: this.#rows,
      places: this.#places,
      locks: this.#locks,
      hasSlab: this.#hasSlab,
      hasTasks,
      hasIrqs,
      hasLists,
      hasWaits,
      hasPages,
      parts: [],
      reckless,
    };
  }

  #addPages(shape: Record<string, Node>): void {
    const { row } = shape.task as TableNode;
    shape.task = tasks({ ...row.fields, ...pageTaskFields });
    Object.assign(shape, pagesShape);
    this.#rows.set('page', pageRows);
  }

  #top(name: string): Shape {
    const choices = this.#choices;
    switch (name) {
      case 'g':
        return this.#fields(undefined, [], 'g', 1 + choices.below(3));
      case 'rec':
        return choices.chance(25)
          ? { rec: this.#group(this.#fields(undefined, ['rec'], 'a', 1 + choices.below(2))) }
          : {};
      case 'obj':
        return {
          obj: slab(this.#rows.get('obj')!, this.#fields('obj', [], 'o', 1 + choices.below(2)), {
            typesafeByRcu: choices.chance(50),
          }),
        };
      case 'long':
        return { long: table(31, this.#leaves('long', [], 1)) };
      default:
        return { [name]: table(this.#rows.get(name)!, this.#row(name)) };
    }
  }

  /** The fields of a table's row; now and then with a record, or a table of its own. */
  #row(name: string): Shape {
    const choices = this.#choices;
    const fields = { ...this.#fields(name, [], 'f', 1 + choices.below(2)) };
    if (choices.chance(15))
      Object.assign(fields, { in: this.#group(this.#fields(name, ['in'], 'i', 1 + choices.below(2))) });
    if (!choices.chance(20)) return fields;
    const rows = 1 + choices.below(2);
    const before = this.#places.length;
    const locksBefore = this.#locks.length;
    const row = this.#fields(name, ['sub', 0], 's', 1);
    for (const [all, from] of [
      [this.#places, before],
      [this.#locks, locksBefore],
    ] as const) {
      for (const place of all.slice(from)) {
        for (let i = 1; i < rows; i++)
          (all as Place<unknown>[]).push({ ...place, steps: ['sub', i, ...place.steps.slice(2)] });
      }
    }
    return { ...fields, sub: table(rows, row) };
  }

  /** Fields that belong together, often as parts of one machine word. */
  #group(fields: Shape): RecordNode {
    return this.#choices.chance(50) ? word(fields) : record(fields);
  }

  #fields(
    tableName: string | undefined,
    steps: readonly (string | number)[],
    prefix: string,
    n: number,
  ): Shape {
    const leaves = this.#leaves(tableName, steps, n, prefix);
    if (!this.#hasLocks || !this.#choices.chance(tableName === 'obj' ? 85 : 60)) return leaves;
    const kind = this.#choices.weighted(this.#lockKinds);
    this.#locks.push({ ...at(tableName, [...steps, 'lock']), at: kind });
    return { ...leaves, lock: lockNodes[kind]() };
  }

  /** A field of a thread's own, which must now and then be zero when the thread leaves its work. */
  #ownLeaves(): Record<string, Leaf<unknown>> {
    const own = Object.entries(this.#leaves('task', [], 1));
    return Object.fromEntries(
      own.map(([name, leaf]) => {
        const kept = this.#choices.chance(50) ? zeroAtExit(leaf) : leaf;
        const context = this.#choices.pick([undefined, 'interrupt', 'softirq'] as const);
        return [name, context === undefined ? kept : masks(context, kept)];
      }),
    );
  }

  #leaves(
    tableName: string | undefined,
    steps: readonly (string | number)[],
    n: number,
    prefix = 'x',
  ): Record<string, Leaf<unknown>> {
    const wide = tableName === undefined || this.#rows.get(tableName)! < 4 ? this.#wide : 0;
    const leaves = Array.from({ length: n }, () => randomLeaf(this.#choices, this.#rows, 0));
    while (wide > 0 && this.#choices.chance(wide) && leaves.length < 5)
      leaves.push(randomLeaf(this.#choices, this.#rows, 100));
    return Object.fromEntries(
      leaves.map((leaf, i) => {
        const isGhost = this.#choices.chance(6);
        this.#places.push({ ...at(tableName, [...steps, `${prefix}${i}`]), at: leaf, ghost: isGhost });
        return [`${prefix}${i}`, isGhost ? ghost(leaf) : leaf];
      }),
    );
  }
}

function at(tableName: string | undefined, steps: readonly (string | number)[]) {
  return tableName === undefined ? { steps } : { table: tableName, steps };
}

/** A leaf for a field, a local or a parameter; a wide one in so many of a hundred cases. */
export function randomLeaf(choices: Choices, rows: ReadonlyMap<string, number>, wide: number): Leaf<unknown> {
  const tables = [...rows.keys()];
  if (choices.chance(wide)) {
    return rows.has('long') && choices.chance(50) ? rowSet('long') : count(wideMax - choices.below(2));
  }
  switch (choices.weighted({ bool: 3, count: 4, oneOf: 2, pointer: 4, rowSet: 1 })) {
    case 'bool':
      return bool();
    case 'count':
      return countOrRange(1 + choices.below(5));
    case 'oneOf':
      return oneOf(...(choices.chance(50) ? (['x', 'y', 'z'] as const) : (['p', 'q'] as const)));
    case 'pointer':
      return pointer(choices.pick([...tables.filter((t) => t !== 'long')].reverse()));
    case 'rowSet':
      return rowSet(choices.pick(tables));
  }
}

/** Of six values some are below zero. */
const countOrRange = (max: number): Leaf<unknown> => (max === 5 ? range(-2, 3) : count(max));
