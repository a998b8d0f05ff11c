import {
  allowedNames,
  applySeries,
  type Context,
  designOf,
  ModelError,
  type PatchedFns,
  type Property,
  resolveSize,
  type Scenario,
  type Shape,
  type Sizes,
  type Thread,
} from '../../model/language/index.ts';
import type { Body } from './body.ts';
import { encode } from './domain.ts';
import { inlineCalls } from './inline.ts';
import { type SizedRecord, sizeLeaf, sizeSchema, tableRows } from './schema.ts';

export interface ProgramThread {
  readonly name: string;
  readonly index: number;
  readonly body: Body;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly context: Context;
  readonly optional: boolean;
}

/** A scenario of one design, with its sizes decided and its calls inlined: what an engine runs. */
export interface Program {
  readonly scenario: Scenario;
  readonly design: string;
  readonly sizes: Sizes;
  readonly schema: SizedRecord;
  readonly fns: PatchedFns;
  readonly bodies: readonly Body[];
  readonly threads: readonly ProgramThread[];
  readonly properties: readonly Property<never>[];
}

/** Builds a program; throws ModelError where the design, the sizes or the arguments do not fit the machine. */
export function buildProgram(scenario: Scenario, designName: string, sizes: Sizes = {}): Program {
  const { series } = designOf(scenario, designName);
  checkSizes(scenario, sizes);
  const decided = { ...scenario.sizes, ...sizes };
  const started = startThreads(scenario, decided);
  const fns = applySeries(
    started.map(({ thread }) => thread.fn),
    series,
  );
  const schema = sizeSchema(scenario.machine.root, decided, started.length);
  const tables = tableRows(schema, started.length);
  const bodies = new Map<string, Body>();
  const threads = started.map(({ name, thread }, index): ProgramThread => {
    const fn = fns.get(thread.fn.name)!;
    const body = bodies.get(fn.name) ?? inlineCalls(fn, fns, tables, decided);
    bodies.set(fn.name, body);
    checkArguments(`${scenario.name}: thread ${name}`, thread, fn.parameters, tables, decided);
    const { arguments: given, context, optional } = thread;
    return { name, index, body, arguments: given, context, optional };
  });
  const { properties } = scenario;
  const program = { scenario, design: designName, sizes: decided, schema, fns, threads, properties };
  const made = { ...program, bodies: [...bodies.values()] };
  checkUnreachable(made);
  return made;
}

/** The size parameters that a scenario has, with their values where nobody sets them. */
export function sizeParameters(scenario: Scenario): Sizes {
  const found: Record<string, number> = {};
  const note = (size: unknown) => {
    if (typeof size === 'object' && size !== null && 'fallback' in size) {
      const { name, fallback } = size as { name: string; fallback: number };
      found[name] = fallback;
    }
  };
  const visit = (fields: Shape): void => {
    for (const node of Object.values(fields)) {
      if (node.kind === 'leaf') {
        if (node.domain === 'count') note(node.max);
      } else if (node.kind === 'record') visit(node.fields);
      else {
        note(node.rows);
        visit(node.row.fields);
      }
    }
  };
  visit(scenario.machine.root.fields);
  for (const entry of Object.values(scenario.threads)) if ('make' in entry) note(entry.count);
  return { ...found, ...scenario.sizes };
}

function checkSizes(scenario: Scenario, sizes: Sizes): void {
  const known = Object.keys(sizeParameters(scenario));
  for (const name of Object.keys(sizes)) {
    if (!known.includes(name))
      throw new ModelError(`${scenario.name}: it has no size '${name}'; ${allowedNames(name, known)}`);
  }
}

function startThreads(scenario: Scenario, sizes: Sizes): { name: string; thread: Thread }[] {
  return Object.entries(scenario.threads).flatMap(([name, entry]) => {
    if (!('make' in entry)) return [{ name, thread: entry }];
    const count = resolveSize(entry.count, sizes, `${scenario.name}: threads ${name}`);
    return Array.from({ length: count }, (_, i) => ({ name: `${name}${i}`, thread: entry.make(i) }));
  });
}

function checkArguments(
  subject: string,
  thread: Thread,
  parameters: Shape,
  tables: ReadonlyMap<string, number>,
  sizes: Sizes,
): void {
  const names = Object.keys(parameters);
  for (const name of Object.keys(thread.arguments)) {
    if (!names.includes(name))
      throw new ModelError(
        `${subject}: ${thread.fn.name} has no parameter '${name}'; ${allowedNames(name, names)}`,
      );
  }
  for (const name of names) {
    const leaf = sizeLeaf(parameters[name]!, tables, sizes, `${subject}: parameter ${name}`);
    const value = thread.arguments[name];
    if (encode(leaf, value) === undefined) {
      throw new ModelError(
        `${subject}: the argument ${name} is ${String(value)}, which is outside its domain; allowed: a ${leaf.domain}`,
      );
    }
  }
}

function checkUnreachable({ scenario, fns }: Pick<Program, 'scenario' | 'fns'>): void {
  const known = [...fns.values()].flatMap(({ name, lines }) => lines.map((l) => `${name}.${l.label}`));
  const everywhere = [...Object.values(scenario.designs)].length > 1;
  for (const declared of Object.keys(scenario.unreachable)) {
    // A label that only some designs have is declared for those; a function that no design has is a mistake.
    const fn = declared.slice(0, declared.lastIndexOf('.'));
    if (known.includes(declared) || (everywhere && fns.has(fn))) continue;
    throw new ModelError(
      `${scenario.name}: it declares '${declared}' unreachable, which is no label; ${allowedNames(declared, known)}`,
    );
  }
}
