import type { AnyFn, Context, Fn } from './listing.ts';
import type { AnyMachine, Machine } from './machine.ts';
import { allowedNames, ModelError } from './modelError.ts';
import type { AnyPatch } from './patch.ts';
import type { Ptr } from './pointer.ts';
import type { Property } from './property.ts';
import type { Shape, StateOf, ValueOf } from './schema.ts';
import type { Size, Sizes } from './size.ts';
import { noteSourceFile } from './sourceFile.ts';

/** A function started with arguments. */
export interface Thread {
  readonly fn: AnyFn;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly context: Context;
  readonly optional: boolean;
}

/** How a thread runs, where that matters. */
export interface ThreadOptions {
  readonly context?: Context;
  /** It may stay before its first label for ever: not started, or idle again. The others' end is the end then. */
  readonly optional?: boolean;
}

/** Threads of one kind, as many as a size says; `make` gets the number of each, from 0. */
export interface ThreadGroup {
  readonly count: Size;
  readonly make: (index: number) => Thread;
}

type ArgumentsOf<P extends Shape> = {
  readonly [K in keyof P]: ValueOf<P[K]> extends Ptr<string> ? number | null : ValueOf<P[K]>;
};

/** A thread running `fn`; pointers are given as row numbers. */
export function thread<S, P extends Shape, L extends Shape, Name extends string, Labels extends string>(
  fn: Fn<S, P, L, Name, Labels>,
  args: ArgumentsOf<P>,
  { context = 'task', optional = false }: ThreadOptions = {},
): Thread {
  return { fn: fn as unknown as AnyFn, arguments: args, context, optional };
}

/** As many threads as the size says. */
export const many = (count: Size, make: (index: number) => Thread): ThreadGroup => ({ count, make });

/** The verdict that a scenario's author expects of a design. */
export type Expected =
  | { readonly verdict: 'holds' }
  /** `by` names the check or the property; without it any violation will do. */
  | { readonly verdict: 'violated'; readonly by?: string };

export const holds: Expected = { verdict: 'holds' };
export const violated = (by?: string): Expected =>
  by === undefined ? { verdict: 'violated' } : { verdict: 'violated', by };

/** A machine with an ordered series of patches, named after the release or commit it stands for. */
export interface Design {
  readonly series: readonly AnyPatch[];
  readonly expected: Expected;
}

export const design = (series: readonly AnyPatch[], expected: Expected): Design => ({ series, expected });

/** What is checked: a machine, its threads and where they start, and what must hold of each design. */
export interface Scenario {
  readonly name: string;
  readonly summary: string;
  readonly machine: AnyMachine;
  readonly threads: Readonly<Record<string, Thread | ThreadGroup>>;
  /** Values for size parameters, where the scenario wants other ones than their fallbacks. */
  readonly sizes: Sizes;
  /** Makes each state to start from out of the all-zero state, by a name for it. */
  readonly initial: Readonly<Record<string, (state: never) => unknown>>;
  readonly properties: readonly Property<never>[];
  readonly designs: Readonly<Record<string, Design>>;
  /** Labels that this scenario cannot reach, as 'function.label' (a callee's own name inside a call), with the reason. */
  readonly unreachable: Readonly<Record<string, string>>;
  /** What the model leaves out, in sentences, for the report. */
  readonly abstractions: readonly string[];
  /** One design of it, for a test to expect something of; throws ModelError where there is none of that name. */
  at(design: string, sizes?: Sizes): ScenarioDesign;
}

/** A design of a scenario, with sizes other than the usual ones if there are any. */
export interface ScenarioDesign {
  readonly scenario: Scenario;
  readonly design: string;
  readonly sizes: Sizes;
}

interface ScenarioParts<Sh extends Shape> {
  readonly summary: string;
  readonly machine: Machine<Sh>;
  readonly threads: Readonly<Record<string, Thread | ThreadGroup>>;
  readonly sizes?: Sizes;
  readonly initial?:
    | ((state: StateOf<Sh>) => unknown)
    | Readonly<Record<string, (state: StateOf<Sh>) => unknown>>;
  readonly properties?: readonly Property<StateOf<Sh>>[];
  readonly designs: Readonly<Record<string, Design>>;
  readonly unreachable?: Readonly<Record<string, string>>;
  readonly abstractions?: readonly string[];
}

/** Describes a scenario; throws ModelError for a name, a property or an expectation that cannot be. */
export function scenario<Sh extends Shape>(name: string, parts: ScenarioParts<Sh>): Scenario {
  if (!/^[a-z0-9-]+\/[a-z0-9-]+$/.test(name)) {
    throw new ModelError(
      `scenario '${name}': the name is not of the form family/name; allowed: lower case, digits, hyphens`,
    );
  }
  const { initial = () => {}, properties = [], sizes = {}, unreachable = {}, abstractions = [] } = parts;
  const made: Scenario = {
    ...parts,
    name,
    sizes,
    unreachable,
    abstractions,
    properties: properties as readonly Property<never>[],
    initial: typeof initial === 'function' ? { start: initial } : initial,
    at,
  };
  checkScenario(made);
  return noteSourceFile(made, scenario);
}

/** Of the object it is called on, so that a scenario made out of another one answers for itself. */
function at(this: Scenario, design: string, sizes: Sizes = {}): ScenarioDesign {
  designOf(this, design);
  return { scenario: this, design, sizes };
}

function checkScenario({ name, machine, threads, initial, designs, properties }: Scenario): void {
  if (Object.keys(threads).length === 0)
    throw new ModelError(`${name}: it has no threads; allowed: one or more`);
  if (Object.keys(initial).length === 0)
    throw new ModelError(`${name}: it has no initial states; allowed: one or more`);
  if (Object.keys(designs).length === 0)
    throw new ModelError(`${name}: it has no designs; allowed: one or more`);
  const names = properties.map((p) => p.name);
  const twice = names.find((n, i) => names.indexOf(n) !== i);
  if (twice !== undefined)
    throw new ModelError(`${name}: two properties are called "${twice}"; allowed: one of each name`);
  const checks = [...engineChecks, ...machine.checks];
  for (const property of properties) {
    if (property.kind === 'never' && !checks.includes(property.check)) {
      throw new ModelError(
        `${name}: "${property.name}" names the check '${property.check}', which nothing makes; ${allowedNames(property.check, checks)}`,
      );
    }
  }
  const possible = [...checks, ...names];
  for (const [designName, { expected }] of Object.entries(designs)) {
    if (expected.verdict === 'violated' && expected.by !== undefined && !possible.includes(expected.by)) {
      throw new ModelError(
        `${name}@${designName}: it is expected to violate '${expected.by}', which nothing checks; ${allowedNames(expected.by, possible)}`,
      );
    }
  }
}

/** The checks that every machine has, whatever its primitives are. */
export const engineChecks = [
  'null-pointer-dereference',
  'domain',
  'deadlock',
  'lock-order',
  'held-at-exit',
] as const;

/** The design of that name; throws ModelError with the nearest one. */
export function designOf(of: Scenario, name: string): Design {
  const found = Object.hasOwn(of.designs, name) ? of.designs[name] : undefined;
  if (found === undefined) {
    throw new ModelError(
      `${of.name}: it has no design '${name}'; ${allowedNames(name, Object.keys(of.designs))}`,
    );
  }
  return found;
}
