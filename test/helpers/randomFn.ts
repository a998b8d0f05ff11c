import {
  type AnyFn,
  alternativesOf,
  type Call,
  call,
  jumpsOf,
  type Leaf,
  type Machine,
  mayFall,
  type Node,
  type Shape,
  startsAt,
} from '../../model/language/index.ts';
import type { Choices } from './choices.ts';
import { Lines } from './randomLines.ts';
import { nestedLocal } from './randomLocals.ts';
import { sectionLines } from './randomLocks.ts';
import { pageLocals } from './randomPages.ts';
import type { RandomLine } from './randomRecipes.ts';
import { type RandomSchema, randomLeaf } from './randomSchema.ts';
import { keyOf, Terms } from './randomTerms.ts';
import { showNode } from './showNode.ts';

/** A function with what its callers and threads must know of it. */
export interface RandomFn {
  readonly fn: AnyFn;
  readonly text: string;
}

/** Builds a function that may call the ones given. */
export function randomFn(
  choices: Choices,
  schema: RandomSchema,
  mm: Machine<Shape>,
  name: string,
  callees: readonly RandomFn[],
): RandomFn {
  return new FnBuilder(choices, schema, callees).build(mm, name);
}

class FnBuilder {
  readonly #choices: Choices;
  readonly #schema: RandomSchema;
  readonly #callees: readonly RandomFn[];
  readonly #parameters: Shape;
  readonly #locals: Record<string, Node>;
  readonly #terms: Terms;

  constructor(choices: Choices, schema: RandomSchema, callees: readonly RandomFn[]) {
    this.#choices = choices;
    this.#schema = schema;
    this.#callees = callees;
    const names = ['a', 'b', 'c', 'd'];
    const leaves = (n: number) =>
      Object.fromEntries(
        names
          .splice(0, n)
          .map((name) => [name, randomLeaf(choices, schema.rows, schema.rows.has('long') ? 8 : 2)]),
      );
    if (choices.chance(30)) names.reverse();
    this.#parameters = leaves(choices.below(3));
    this.#locals = Object.fromEntries(
      Object.entries(leaves(choices.below(3))).map(([name, leaf]) => [name, started(leaf)]),
    );
    if (schema.hasPages) Object.assign(this.#locals, pageLocals);
    Object.assign(this.#locals, ...schema.parts.map(({ locals }) => locals));
    const small = () => started(randomLeaf(choices, schema.rows, 0));
    // The other machines keep the meaning that their seeds had before there were any.
    if (schema.parts.length > 0 && choices.chance(20)) this.#locals.deep = nestedLocal(choices, small);
    const scope = { schema, parameters: this.#parameters, locals: this.#locals };
    this.#terms = new Terms(choices, scope);
  }

  build(mm: Machine<Shape>, name: string): RandomFn {
    const n = this.#choices.pick([1, 2, 3, 4, 4, 5, 5, 6]) + (this.#schema.locks.length > 1 ? 2 : 0);
    const labels = Array.from({ length: n }, (_, i) => `l${i}`);
    const lines = this.#block(n, new Lines(this.#terms, labels));
    const listing = keepReachable(Object.fromEntries(lines.map((line, i) => [`l${i}`, line])));
    const fn = mm.fn(
      name,
      'random',
      this.#parameters,
      this.#locals,
      Object.fromEntries(Object.entries(listing).map(([label, { line }]) => [label, line])) as never,
    ) as unknown as AnyFn;
    const names = (shape: Shape) =>
      Object.entries(shape)
        .map(([local, node]) => `${local}: ${showNode(node)}`)
        .join(', ');
    const body = Object.entries(listing).map(([label, { text }]) => `  ${label}: ${text}`);
    return { fn, text: [`${name}(${names(this.#parameters)}) [${names(this.#locals)}]`, ...body].join('\n') };
  }

  /** So many lines; a section has a block in its middle. */
  #block(n: number, lines: Lines, sections = this.#schema.locks.length > 1 ? 70 : 40): RandomLine[] {
    const out: RandomLine[] = [];
    while (out.length < n) {
      const left = n - out.length;
      const section = this.#choices.chance(sections) ? sectionLines(this.#terms, left) : undefined;
      if (section === undefined) {
        out.push((this.#choices.chance(25) ? this.#call() : undefined) ?? lines.one());
        continue;
      }
      const half = section.length / 2;
      const inner = this.#block(this.#choices.below(left - section.length + 1), lines, 75);
      const forgets = this.#schema.reckless > 0 && this.#choices.chance(5);
      out.push(
        ...section.slice(0, half),
        ...inner,
        ...section.slice(half, -1),
        forgets ? lines.one() : section.at(-1)!,
      );
    }
    return out;
  }

  #call(): RandomLine | undefined {
    if (this.#callees.length === 0) return undefined;
    const callee = this.#choices.pick(this.#callees).fn;
    const bind: Record<string, string> = {};
    for (const [name, node] of Object.entries(callee.parameters)) {
      const ours = this.#fitting({ ...this.#parameters, ...this.#locals }, node);
      if (ours.length === 0) ours.push(this.#newLocal(node));
      const chosen = this.#choices.pick(ours);
      if (chosen !== name || this.#choices.chance(50)) bind[name] = chosen;
    }
    for (const [name, node] of Object.entries(callee.locals)) {
      const ours = this.#fitting(this.#locals, node);
      // Two of them are hardly ever alike by chance.
      if (ours.length === 0 && node.kind !== 'leaf') ours.push(this.#newLocal(node));
      if (ours.length > 0 && this.#choices.chance(50)) bind[name] = this.#choices.pick(ours);
    }
    const line = call(callee as never, bind) as Call<never, never>;
    return { text: `call ${callee.name} ${JSON.stringify(bind)}`, line };
  }

  #fitting(names: Shape, node: Node): string[] {
    return Object.keys(names).filter((name) => keyOf(names[name]!) === keyOf(node));
  }

  #newLocal(node: Node): string {
    const name = `n${Object.keys(this.#locals).length}`;
    this.#locals[name] = node;
    return name;
  }
}

/** Some locals start with a value that is not the first one. */
function started(leaf: Leaf<unknown>): Leaf<unknown> {
  if (leaf.domain === 'count' && leaf.max === 3) return startsAt(leaf, 2);
  return leaf.domain === 'oneOf' && leaf.values.length === 2 ? startsAt(leaf, leaf.values[1]) : leaf;
}

/** The listing without the lines that no path leads to, which a function must not have. */
function keepReachable(listing: Record<string, RandomLine>): Record<string, RandomLine> {
  const labels = Object.keys(listing);
  const reached = new Set<string>();
  const open = [labels[0]!];
  for (let label = open.pop(); label !== undefined; label = open.pop()) {
    if (reached.has(label) || !Object.hasOwn(listing, label)) continue;
    reached.add(label);
    const { line } = listing[label]!;
    const flows = exitsOf(line);
    open.push(...flows.labels);
    const following = labels[labels.indexOf(label) + 1];
    if (flows.falls && following !== undefined) open.push(following);
  }
  return Object.fromEntries(Object.entries(listing).filter(([label]) => reached.has(label)));
}

function exitsOf(line: unknown): { labels: string[]; falls: boolean } {
  if (typeof line === 'function' || (line as Call<never, never>).kind === 'call')
    return { labels: [], falls: true };
  const operation = line as Parameters<typeof jumpsOf>[0] & { kind: 'operation' };
  const falls = alternativesOf(operation).some(({ next }) => mayFall(next));
  return { labels: jumpsOf(operation), falls };
}
