import { describe } from './describe.ts';
import {
  checkDesign,
  checkInitial,
  checkUnreachable,
  type Design,
  type Initial,
  type InitialStates,
  type NamedDesign,
  namedInitial,
  type Unreachable,
} from './design.ts';
import { checkArray, checkFunction, checkObject, checkText } from './given.ts';
import type { OwnThread } from './listing.ts';
import type { AnyMachine, Machine } from './machine.ts';
import { allowedNames, ModelError } from './modelError.ts';
import { properties as kinds, type NamedThreads, type Properties, type Property } from './property.ts';
import type { Shape, StateOf } from './schema.ts';
import type { Sizes } from './size.ts';
import { noteSourceFile } from './sourceFile.ts';
import { checkThread, type Thread, type ThreadGroup } from './thread.ts';

/** What is checked: a machine, its threads and where they start, and what must hold of each design. */
export interface Scenario {
  readonly name: string;
  readonly summary: string;
  readonly machine: AnyMachine;
  readonly threads: Readonly<Record<string, Thread | ThreadGroup>>;
  /** Values for size parameters, where the scenario wants other ones than their fallbacks. */
  readonly sizes: Sizes;
  /** The states to start from; read them with `initialOf`, as a design may have its own. */
  readonly initial: InitialStates<never>;
  /** When a thread that could go on may be replaced on its CPU all the same; left out, never. */
  readonly preemption?: Preemption<never>;
  readonly properties: readonly Property<never>[];
  readonly designs: Readonly<Record<string, Design>>;
  /** What happens in no design of it; read it with `unreachableOf`, as a design may declare more. */
  readonly unreachable: Unreachable;
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

/** Whether a thread that runs may be replaced where it stands; it is asked about threads that share a CPU. */
export type Preemption<S> = (state: S, my: OwnThread) => boolean;

type Started = Readonly<Record<string, Thread | ThreadGroup>>;

/** What designs are before the compiler has looked whether they fit: it says what their initial states are given. */
type AnyDesigns<S> = { readonly [design: string]: Design<S> | object };

/** The designs, and in place of one that does not fit the machine the sentence that says why. */
type FittingDesigns<Ds, S> = [Ds] extends [never]
  ? { readonly [design: string]: Design<S> }
  : [Misfit<Ds, S>] extends [never]
    ? Ds
    : { readonly [K in keyof Ds]: Ds[K] extends Design<S> ? Ds[K] : Foreign<Ds[K], S> };
type Misfit<Ds, S> = { [K in keyof Ds]: Ds[K] extends Design<S> ? never : K }[keyof Ds];
type Foreign<D, S> =
  D extends Design<infer Own>
    ? [keyof Own] extends [keyof S]
      ? 'its initial states are of a machine with other fields of the same names'
      : `its initial states have '${Exclude<keyof Own, keyof S> & string}', which is no field of the machine`
    : 'it is not what design() returns';

interface ScenarioParts<Sh extends Shape, Ts extends Started, Ds> {
  readonly summary: string;
  readonly machine: Machine<Sh>;
  readonly threads: Ts;
  readonly sizes?: Sizes;
  readonly initial?: Initial<StateOf<Sh>>;
  readonly preemption?: Preemption<StateOf<Sh>>;
  /** Or a function that makes them of `{ always, … }` with the types of this scenario: state, threads by name. */
  readonly properties?:
    | readonly Property<StateOf<Sh>>[]
    | ((
        kinds: Properties<StateOf<NoInfer<Sh>>, NamedThreads<NoInfer<Ts>>>,
      ) => readonly Property<StateOf<NoInfer<Sh>>>[]);
  readonly designs: FittingDesigns<Ds, StateOf<NoInfer<Sh>>>;
  readonly unreachable?: Unreachable;
  readonly abstractions?: readonly string[];
}

/** Describes a scenario; throws ModelError for a name, a property or an expectation that cannot be. */
export function scenario<
  Sh extends Shape,
  const Ts extends Started,
  Ds extends AnyDesigns<StateOf<NoInfer<Sh>>>,
>(name: string, parts: ScenarioParts<Sh, Ts, Ds>): Scenario {
  checkText('scenario(): its name', name, 'family/name');
  if (!/^[a-z0-9-]+\/[a-z0-9-]+$/.test(name)) {
    throw new ModelError(
      `scenario '${name}': the name is not of the form family/name; allowed: lower case, digits, hyphens`,
    );
  }
  checkObject(`${name}: what it is made of`, parts, '{ summary, machine, threads, designs, … }');
  const { initial = () => {}, sizes = {}, unreachable = {}, abstractions = [], properties = [] } = parts;
  const asked = typeof properties === 'function' ? properties(kinds as never) : properties;
  const made: Scenario = {
    ...parts,
    name,
    sizes,
    unreachable,
    abstractions,
    properties: asked as readonly Property<never>[],
    designs: parts.designs as Scenario['designs'],
    initial: namedInitial(initial),
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

function checkScenario(made: Scenario): void {
  checkParts(made);
  const { name, machine, threads, designs, properties } = made;
  if (Object.keys(threads).length === 0)
    throw new ModelError(`${name}: it has no threads; allowed: one or more`);
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
  const possible = [...checks, ...properties.filter(({ kind }) => kind !== 'within').map((p) => p.name)];
  for (const [designName, { expected }] of Object.entries(designs)) {
    if (expected.verdict === 'violated' && expected.by !== undefined && !possible.includes(expected.by)) {
      throw new ModelError(
        `${name}@${designName}: it is expected to violate '${expected.by}', which nothing checks; ${allowedNames(expected.by, possible)}`,
      );
    }
  }
}

/** TypeScript has checked the parts, unless nobody asked it to. */
function checkParts({ name, summary, machine, threads, ...parts }: Scenario): void {
  checkText(`${name}: its summary`, summary, 'a sentence');
  checkObject(`${name}: its machine`, machine, 'what machine() returns');
  checkObject(`${name}: its machine's schema`, machine.root, 'what machine() returns');
  checkObject(`${name}: its threads`, threads, '{ name: thread(fn, { … }), … }');
  for (const [thread, entry] of Object.entries(threads)) {
    checkObject(`${name}: thread ${thread}`, entry, 'what thread() and many() return');
    if (!('make' in entry)) checkThread(`${name}: thread ${thread}`, entry);
  }
  const { sizes, initial, preemption, properties, designs, unreachable, abstractions } = parts;
  checkObject(`${name}: its sizes`, sizes, '{ name: number, … }');
  checkInitial(name, initial);
  if (preemption !== undefined)
    checkFunction(`${name}: its preemption`, preemption, 'a plain function that answers true or false');
  checkArray(`${name}: its properties`, properties, 'an array of always(), everyStep(), …');
  for (const property of properties as readonly unknown[]) {
    const { kind, name: called } = (property ?? {}) as Partial<Property<never>>;
    if (typeof kind !== 'string' || typeof called !== 'string')
      throw new ModelError(
        `${name}: one of its properties is ${describe(property)}; allowed: always(), everyStep(), …`,
      );
  }
  checkObject(`${name}: its designs`, designs, '{ name: design([ … ], holds), … }');
  for (const [design, value] of Object.entries(designs)) checkDesign(`${name}@${design}`, value);
  checkUnreachable(name, unreachable);
  checkArray(`${name}: its abstractions`, abstractions, 'sentences');
  for (const sentence of abstractions) checkText(`${name}: one of its abstractions`, sentence, 'a sentence');
}

/** The checks that every machine has, whatever its primitives are. */
export const engineChecks = [
  'null-pointer-dereference',
  'domain',
  'deadlock',
  'hung-task',
  'soft-lockup',
  'lock-order',
  'inconsistent-lock-state',
  'held-at-exit',
  'held-lock-freed',
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

/** The same with its name. */
export const namedDesign = (of: Scenario, name: string): NamedDesign => ({ ...designOf(of, name), name });

/** The states that a design starts from: its own, where it has some, or the scenario's, as for a name that is none of its designs. */
export function initialOf(of: Scenario, design: string): InitialStates<never> {
  return (Object.hasOwn(of.designs, design) ? of.designs[design]!.initial : undefined) ?? of.initial;
}

/** What is declared unreachable in a design, by the scenario or by the design itself. */
export function unreachableOf(of: Scenario, design: string): Unreachable {
  const own = Object.hasOwn(of.designs, design) ? of.designs[design]!.unreachable : undefined;
  return own === undefined ? of.unreachable : { ...of.unreachable, ...own };
}
