import {
  type Alternative,
  allowedNames,
  applySeries,
  type Context,
  designOf,
  type ListedLine,
  ModelError,
  type PatchedFn,
  type PatchedFns,
  type Property,
  resolveSize,
  returnLabel,
  type Scenario,
  type Shape,
  type Sizes,
  type Thread,
} from '../../model/language/index.ts';
import { encode } from './domain.ts';
import { type SizedLeaf, type SizedRecord, sizeLeaf, sizeSchema, tableRows } from './schema.ts';

/** One call on the way from a thread's function to a label: the label it is made at, and the function called. */
export interface CallSite {
  readonly label: string;
  readonly fn: string;
}

/** Where the names of a function live when it runs: in a slot of the thread's frame, or among its arguments. */
export type Place =
  | { readonly kind: 'slot'; readonly slot: number }
  | { readonly kind: 'argument'; readonly name: string };
export type Names = ReadonlyMap<string, Place>;

/** A label of a thread's function or of one inlined in it. */
export interface FlatLabel {
  /** 'outer.inner' inside a call. */
  readonly name: string;
  /** The function whose listing has the label, and its name there. */
  readonly fn: string;
  readonly label: string;
  readonly calls: readonly CallSite[];
  readonly patch?: string;
  readonly form: string;
  readonly names: number;
  readonly branches: readonly FlatBranch[];
}

/** An alternative with its targets resolved; `otherwise` is the last branch where there is one. */
export interface FlatBranch {
  readonly alternative: Alternative;
  /** How many rows `over` has; 1 without. */
  readonly rows: number;
  readonly otherwise: boolean;
  /** Where it goes: for a test, [false, true]; else the one target twice. */
  readonly targets: readonly [Target, Target];
}

export interface Target {
  /** The index of a label; the number of labels means that the function returns. */
  readonly label: number;
  /** Slots of calls that this leaves, which are forgotten. */
  readonly clears: readonly number[];
}

export interface Slot {
  readonly name: string;
  readonly leaf: SizedLeaf;
}

/** A thread's function with everything it calls inlined. */
export interface Body {
  readonly fn: string;
  readonly labels: readonly FlatLabel[];
  readonly slots: readonly Slot[];
  /** The name spaces that labels refer to by number; 0 is the function's own. */
  readonly names: readonly Names[];
}

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
    const body = bodies.get(fn.name) ?? new Inliner(fns, tables, decided).body(fn);
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

/** An inlined function while its labels are laid out one after the other. */
interface Instance {
  readonly fn: PatchedFn;
  readonly prefix: string;
  readonly calls: readonly CallSite[];
  readonly names: number;
  readonly slots: readonly number[];
  readonly caller: Instance | undefined;
  /** The index at which each line starts. */
  readonly starts: number[];
  end: number;
}

interface FlatEntry {
  readonly line: ListedLine;
  readonly at: number;
  readonly instance: Instance;
}

class Inliner {
  readonly #fns: PatchedFns;
  readonly #tables: ReadonlyMap<string, number>;
  readonly #sizes: Sizes;
  readonly #slots: Slot[] = [];
  readonly #names: Names[] = [];
  readonly #flat: FlatEntry[] = [];

  constructor(fns: PatchedFns, tables: ReadonlyMap<string, number>, sizes: Sizes) {
    this.#fns = fns;
    this.#tables = tables;
    this.#sizes = sizes;
  }

  body(fn: PatchedFn): Body {
    const names = new Map<string, Place>();
    for (const name of Object.keys(fn.parameters)) names.set(name, { kind: 'argument', name });
    this.#inline(fn, '', [], names, new Map(), undefined);
    const labels = this.#flat.map((entry) => this.#label(entry));
    return { fn: fn.name, labels, slots: this.#slots, names: this.#names };
  }

  #inline(
    fn: PatchedFn,
    prefix: string,
    calls: readonly CallSite[],
    names: Map<string, Place>,
    bound: ReadonlyMap<string, Place>,
    caller: Instance | undefined,
  ): void {
    if (ancestors(caller).some((instance) => instance.fn === fn)) {
      throw new ModelError(`${fn.name}: it calls itself; allowed: calls that can be inlined`);
    }
    const slots: number[] = [];
    for (const [local, node] of Object.entries(fn.locals)) {
      const place = bound.get(local);
      if (place !== undefined) {
        names.set(local, place);
        continue;
      }
      const leaf = sizeLeaf(node, this.#tables, this.#sizes, `${fn.name}: local ${local}`);
      slots.push(this.#slots.length);
      names.set(local, { kind: 'slot', slot: this.#slots.length });
      this.#slots.push({ name: prefix + local, leaf });
    }
    const instance: Instance = {
      fn,
      prefix,
      calls,
      names: this.#names.length,
      slots,
      caller,
      starts: [],
      end: 0,
    };
    this.#names.push(names);
    fn.lines.forEach((line, at) => {
      instance.starts.push(this.#flat.length);
      if (line.line.kind === 'call') this.#call(line, instance, names);
      else this.#flat.push({ line, at, instance });
    });
    instance.end = this.#flat.length;
  }

  #call({ label, line }: ListedLine, caller: Instance, outer: Names): void {
    if (line.kind !== 'call') return;
    const callee = this.#fns.get(line.callee.name)!;
    const subject = `${caller.fn.name}: the call of ${callee.name} at '${label}'`;
    const theirs = [...Object.keys(callee.parameters), ...Object.keys(callee.locals)];
    for (const name of Object.keys(line.bind)) {
      if (!theirs.includes(name))
        throw new ModelError(`${subject} binds '${name}'; ${allowedNames(name, theirs)}`);
    }
    const names = new Map<string, Place>();
    const bound = new Map<string, Place>();
    for (const name of theirs) {
      const isParameter = name in callee.parameters;
      if (!isParameter && !Object.hasOwn(line.bind, name)) continue;
      const wanted = line.bind[name] ?? name;
      const place = outer.get(wanted);
      if (place === undefined) {
        throw new ModelError(
          `${subject} needs '${wanted}' for '${name}'; ${allowedNames(wanted, [...outer.keys()])}`,
        );
      }
      if (!isParameter && place.kind === 'argument') {
        throw new ModelError(`${subject} lets '${name}' write the parameter '${wanted}'; allowed: a local`);
      }
      (isParameter ? names : bound).set(name, place);
    }
    const calls = [...caller.calls, { label, fn: callee.name }];
    this.#inline(callee, `${caller.prefix}${label}.`, calls, names, bound, caller);
  }

  #label({ line, at, instance }: FlatEntry): FlatLabel {
    const { label, line: operation, patch } = line;
    if (operation.kind === 'call') throw new Error('a call has no label of its own');
    const branch = (alternative: Alternative, otherwise: boolean): FlatBranch => ({
      alternative,
      rows:
        alternative.over === undefined ? 1 : this.#rows(alternative.over, `${instance.fn.name}: '${label}'`),
      otherwise,
      targets: this.#targets(alternative, at, instance),
    });
    const branches = operation.alternatives.map((a) => branch(a, false));
    if (operation.otherwise !== undefined) branches.push(branch(operation.otherwise, true));
    return {
      name: instance.prefix + label,
      fn: instance.fn.name,
      label,
      calls: instance.calls,
      form: operation.form,
      names: instance.names,
      branches,
      ...(patch === undefined ? {} : { patch }),
    };
  }

  #rows(over: string, subject: string): number {
    const rows = this.#tables.get(over);
    if (rows === undefined)
      throw new ModelError(
        `${subject} chooses from '${over}', which is no table; ${allowedNames(over, [...this.#tables.keys()])}`,
      );
    return rows;
  }

  #targets({ next }: Alternative, at: number, from: Instance): [Target, Target] {
    const following = this.#target(from.starts[at + 1] ?? from.end, from);
    if (next.kind === 'fall') return [following, following];
    const index = from.fn.lines.findIndex((l) => l.label === next.label);
    const jump = this.#target(next.label === returnLabel ? from.end : from.starts[index]!, from);
    if (next.kind === 'goto') return [jump, jump];
    return next.kind === 'when' ? [following, jump] : [jump, following];
  }

  #target(label: number, from: Instance): Target {
    const there = ancestors(this.#flat[label]?.instance);
    const left = ancestors(from).filter((instance) => !there.includes(instance));
    return { label, clears: left.flatMap((instance) => instance.slots) };
  }
}

function ancestors(of: Instance | undefined): Instance[] {
  const all: Instance[] = [];
  for (let instance = of; instance !== undefined; instance = instance.caller) all.push(instance);
  return all;
}
