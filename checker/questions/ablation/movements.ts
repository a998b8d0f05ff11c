import { domainOf } from '../../program/domains/index.ts';
import type { Program } from '../../program/program.ts';
import type { SizedNode } from '../../program/sizedSchema.ts';
import type { LineName } from './removal.ts';

/**
 * Which shared fields a line has been seen to move, row numbers left out: up where it takes a lock, counts or adds to
 * a set, down where it does the reverse.
 */
export interface Movement {
  readonly up: Set<string>;
  readonly down: Set<string>;
}

/** What the lines of a program have been seen to do. */
export class Movements {
  readonly #program: Program;
  readonly #lines = new Map<string, Movement>();

  constructor(program: Program) {
    this.#program = program;
  }

  /** Takes note of a step of the line. */
  note(line: LineName, before: unknown, after: unknown): void {
    const key = keyOf(line);
    const known = this.#lines.get(key) ?? { up: new Set<string>(), down: new Set<string>() };
    this.#lines.set(key, known);
    compare(this.#program.schema, '', before, after, known);
  }

  of(line: LineName): Movement {
    return this.#lines.get(keyOf(line)) ?? { up: new Set(), down: new Set() };
  }

  /** Whether the second line undoes some of what the first does: gives a lock up, counts down what it counted up. */
  undoes(first: LineName, second: LineName): boolean {
    const { down } = this.of(second);
    return [...this.of(first).up].some((path) => down.has(path));
  }
}

const keyOf = ({ fn, label }: LineName): string => `${fn}.${label}`;

function compare(node: SizedNode, path: string, before: unknown, after: unknown, into: Movement): void {
  if (before === after) return;
  if (node.kind === 'leaf') {
    const way = domainOf(node).moves(node, before, after);
    if (way !== undefined) into[way].add(path);
  } else if (node.kind === 'table') {
    for (let i = 0; i < node.rows; i++)
      compare(node.row, `${path}[]`, (before as unknown[])[i], (after as unknown[])[i], into);
  } else {
    for (const [field, child] of node.fields) {
      const [from, to] = [before, after].map((record) => (record as Record<string, unknown>)[field]);
      compare(child, path === '' ? field : `${path}.${field}`, from, to, into);
    }
  }
}
