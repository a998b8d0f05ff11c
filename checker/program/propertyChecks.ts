import {
  ModelError,
  type Predicate,
  type Property,
  type StepPredicate,
  type ThreadView,
  Violation,
} from '../../model/language/index.ts';
import { domainOf } from './domains/index.ts';
import { messageOf } from './messageOf.ts';
import type { Program } from './program.ts';
import type { SizedNode, SizedRecord } from './sizedSchema.ts';
import type { Action } from './state.ts';

/** A check that failed: in a step, which then is `action`, or in a state. */
export interface Failure {
  readonly check: string;
  /** The property in whose words it is reported. */
  readonly property?: string;
  readonly message: string;
  readonly action?: Action;
}

/** Evaluates what a program's properties and built-in checks say about states, the same for every engine. */
export class PropertyChecks {
  readonly witnesses: string[] = [];
  readonly watchesSteps: boolean;
  readonly #program: Program;
  /** Whether the end can come while steps are possible still: those of optional threads. */
  readonly #mayEndEarly: boolean;
  readonly #always: readonly Named[];
  readonly #atTheEnd: readonly Named[];
  readonly #everyStep: readonly Named[];
  #unwitnessed: readonly Named[];

  constructor(program: Program) {
    const of = (kind: Property<never>['kind']) =>
      program.properties.filter((p) => p.kind === kind) as unknown as Named[];
    this.#program = program;
    this.#mayEndEarly = program.threads.some((thread) => thread.optional);
    this.#always = of('always');
    this.#atTheEnd = of('atTheEnd');
    this.#everyStep = of('everyStep');
    this.#unwitnessed = of('sometimes');
    this.watchesSteps = this.#everyStep.length > 0;
  }

  /**
   * The first `always` that is false in the state, or what is wrong with it as an end, where it may be one although
   * optional threads could begin; takes note of every `sometimes` that is true.
   */
  state(shared: unknown, threads: readonly ThreadView[]): Failure | undefined {
    for (const { name, holds } of this.#always) {
      if (!this.#ask(name, () => holds(shared as never, threads))) return broken('always', name);
    }
    for (const { name, holds } of this.#unwitnessed) {
      if (!this.#ask(name, () => holds(shared as never, threads))) continue;
      this.witnesses.push(name);
      this.#unwitnessed = this.#unwitnessed.filter((property) => property.name !== name);
    }
    return this.#mayEndEarly && threads.every((thread) => thread.settled)
      ? this.#end(shared, threads)
      : undefined;
  }

  /** What is wrong with a state in which no thread can go on. */
  terminal(shared: unknown, threads: readonly ThreadView[]): Failure | undefined {
    const over = threads.every((thread) => thread.settled);
    return over ? this.#end(shared, threads) : this.#named(deadlock(threads));
  }

  #end(shared: unknown, threads: readonly ThreadView[]): Failure | undefined {
    for (const { name, holds } of this.#atTheEnd) {
      if (!this.#ask(name, () => holds(shared as never, threads))) return broken('atTheEnd', name);
    }
    const leak = findLeak(this.#program.schema, shared);
    return leak === undefined ? undefined : this.#named(leak);
  }

  /** Throws the violation of a step that breaks an `everyStep`. */
  step(before: unknown, after: unknown, threads: readonly ThreadView[]): void {
    for (const { name, holds } of this.#everyStep) {
      const kept = this.#ask(name, () =>
        (holds as unknown as StepPredicate<never>)(before as never, after as never, threads),
      );
      if (!kept) throw new Violation('everyStep', name, name);
    }
  }

  /** The failure that a step's violation is. */
  failure(violation: Violation, action: Action): Failure {
    const { check, message, property } = violation;
    return property === undefined
      ? this.#named({ check, message, action })
      : { ...broken(check, property), action };
  }

  #ask(name: string, question: () => unknown): boolean {
    try {
      return question() === true;
    } catch (error) {
      const { scenario, design } = this.#program;
      throw new ModelError(
        `${scenario.name}@${design}: property "${name}" throws instead of answering: ${messageOf(error)}; allowed: reading the state`,
      );
    }
  }

  /** In the words of the property that names the check, if one does. */
  #named(failure: Failure): Failure {
    const never = this.#program.properties.find((p) => p.kind === 'never' && p.check === failure.check);
    return never === undefined ? failure : { ...failure, property: never.name };
  }
}

function deadlock(threads: readonly ThreadView[]): Failure {
  const stuck = threads
    .filter((t) => !t.settled)
    .map(({ name, label, heldOffBy }) => {
      const why = heldOffBy === undefined ? '' : ` for its CPU, which ${heldOffBy} keeps`;
      return `${name} waits at ${label}${why}`;
    });
  return { check: 'deadlock', message: `no thread can go on: ${stuck.join(', ')}` };
}

interface Named {
  readonly name: string;
  readonly holds: Predicate<never>;
}

function broken(check: string, property: string): Failure {
  const when =
    check === 'always'
      ? 'in this state'
      : check === 'atTheEnd'
        ? 'when all threads have ended'
        : 'of this step';
  return { check, property, message: `"${property}" is false ${when}` };
}

/** An allocated row that no pointer and no set names: what kmemleak would find. */
function findLeak(schema: SizedRecord, shared: unknown): Failure | undefined {
  const named = new Set<string>();
  const collect = (node: SizedNode, value: unknown): void => {
    if (node.kind === 'leaf') {
      for (const row of domainOf(node).rowsNamed(node, value)) named.add(row);
      return;
    }
    if (node.kind === 'table') {
      for (let i = 0; i < node.rows; i++) collect(node.row, (value as unknown[])[i]);
      return;
    }
    for (const [field, child] of node.fields) collect(child, (value as Record<string, unknown>)[field]);
  };
  collect(schema, shared);
  for (const [name, node] of schema.fields) {
    if (node.kind !== 'table' || node.row.lifetime === undefined) continue;
    const { allocated, leakCheck } = node.row.lifetime;
    for (let i = 0; i < node.rows; i++) {
      const row = (shared as Record<string, unknown[]>)[name]![i];
      if (allocated(row as never) && !named.has(`${name}[${i}]`)) {
        return {
          check: leakCheck,
          message: `unreferenced object ${name}[${i}]: it is allocated and nothing points to it`,
        };
      }
    }
  }
  return undefined;
}
