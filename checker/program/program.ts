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
  type ThreadGroup,
} from '../../model/language/index.ts';
import type { Body } from './body.ts';
import { cpuNumbers, type SharedCpu, sharedCpus } from './cpus.ts';
import { encode } from './domain.ts';
import { inlineCalls } from './inline.ts';
import { messageOf } from './messageOf.ts';
import { type SizedRecord, sizeLeaf, sizeSchema, tableRows } from './sizedSchema.ts';
import { checkSizes } from './sizeParameters.ts';

export interface ProgramThread {
  readonly name: string;
  readonly index: number;
  readonly body: Body;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly context: Context;
  readonly optional: boolean;
  /** The number of the CPU that it runs on. */
  readonly cpu: number;
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
  /** The CPUs on which threads take turns; the others do not matter. */
  readonly cpus: readonly SharedCpu[];
  readonly properties: readonly Property<never>[];
}

/** Builds a program; throws ModelError where the design, the sizes or the arguments do not fit the machine. */
export function buildProgram(scenario: Scenario, designName: string, sizes: Sizes = {}): Program {
  const { series } = designOf(scenario, designName);
  checkSizes(scenario, { ...scenario.sizes, ...sizes });
  const decided = { ...scenario.sizes, ...sizes };
  const started = startThreads(scenario, decided);
  const fns = applySeries(
    started.map(({ thread }) => thread.fn),
    series,
  );
  const schema = sizeSchema(scenario.machine.root, decided, started.length);
  const tables = tableRows(schema, started.length);
  const numbers = cpuNumbers(scenario, started);
  const bodies = new Map<string, Body>();
  const threads = started.map(({ name, thread }, index): ProgramThread => {
    const fn = fns.get(thread.fn.name)!;
    const body = bodies.get(fn.name) ?? inlineCalls(fn, fns, tables, decided);
    bodies.set(fn.name, body);
    checkArguments(`${scenario.name}: thread ${name}`, thread, fn.parameters, tables, decided);
    const { arguments: given, context, optional } = thread;
    return { name, index, body, arguments: given, context, optional, cpu: numbers[index]! };
  });
  const { properties } = scenario;
  const cpus = sharedCpus(numbers);
  for (const cpu of cpus) checkFirstLabels(scenario.name, cpu, threads);
  const program = { scenario, design: designName, sizes: decided, schema, fns, threads, cpus, properties };
  const made = { ...program, bodies: [...bodies.values()] };
  checkUnreachable(scenario, fns);
  checkOwnLabels(scenario, designName, fns);
  return made;
}

/** A thread takes its CPU with a step, so one that spins before its first would never be seen to keep the CPU from others. */
function checkFirstLabels(
  scenario: string,
  { cpu, threads: on }: SharedCpu,
  threads: readonly ProgramThread[],
): void {
  for (const index of on) {
    const { name, body } = threads[index]!;
    const [first] = body.labels;
    if (first?.form !== 'spin') continue;
    throw new ModelError(
      `${scenario}: thread ${name} shares CPU ${cpu}, and its first label '${first.name}' spins; allowed: a label in front of it, with which the thread takes the CPU`,
    );
  }
}

function startThreads(scenario: Scenario, sizes: Sizes): { name: string; thread: Thread }[] {
  const started = Object.entries(scenario.threads).flatMap(([name, entry]) => {
    if (!('make' in entry)) return [{ name, thread: entry }];
    const count = resolveSize(entry.count, sizes, `${scenario.name}: threads ${name}`);
    return Array.from({ length: count }, (_, i) => ({
      name: `${name}${i}`,
      thread: makeThread(`${scenario.name}: threads ${name}`, entry, i),
    }));
  });
  const names = started.map(({ name }) => name);
  started.forEach(({ name, thread }, i) => {
    if (names.indexOf(name) !== i) {
      throw new ModelError(`${scenario.name}: two threads are called '${name}'; allowed: one of each name`);
    }
    if (thread.fn.root !== scenario.machine.root) {
      throw new ModelError(
        `${scenario.name}: thread ${name} runs ${thread.fn.name}, which is written for another machine; allowed: functions of the scenario's machine`,
      );
    }
  });
  return started;
}

function makeThread(subject: string, { make }: ThreadGroup, index: number): Thread {
  try {
    return make(index);
  } catch (error) {
    throw new ModelError(`${subject}: thread ${index} cannot be made: ${messageOf(error)}`);
  }
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

/** What is declared unreachable is a label in some design, if not in this one. */
function checkUnreachable(scenario: Scenario, fns: PatchedFns): void {
  const declared = Object.keys(scenario.unreachable);
  const known = labelsOf(fns);
  if (declared.every((label) => known.includes(label))) return;
  const entries = Object.values(scenario.threads).map((entry) =>
    'make' in entry ? entry.make(0).fn : entry.fn,
  );
  const all = Object.values(scenario.designs).flatMap(({ series }) => labelsOf(applySeries(entries, series)));
  for (const label of declared) {
    if (all.includes(label)) continue;
    throw new ModelError(
      `${scenario.name}: it declares '${label}' unreachable, which is no label; ${allowedNames(label, [...new Set(all)])}`,
    );
  }
}

/** What a design declares unreachable, or expects to fail, is a label of its own. */
function checkOwnLabels(scenario: Scenario, design: string, fns: PatchedFns): void {
  const { unreachable = {}, expected } = scenario.designs[design]!;
  const known = labelsOf(fns);
  const at = expected.verdict === 'violated' && expected.at !== undefined ? [expected.at] : [];
  for (const label of [...Object.keys(unreachable), ...at]) {
    if (known.includes(label)) continue;
    throw new ModelError(
      `${scenario.name}@${design}: it has no label '${label}'; ${allowedNames(label, known)}`,
    );
  }
}

function labelsOf(fns: PatchedFns): string[] {
  return [...fns.values()].flatMap(({ name, lines }) => lines.map((line) => `${name}.${line.label}`));
}
