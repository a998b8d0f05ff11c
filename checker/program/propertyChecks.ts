import {
  type Predicate,
  type Property,
  type StepPredicate,
  type Threads,
  Violation,
} from '../../model/language/index.ts';
import type { Failure, Where } from './failure.ts';
import { known } from './known.ts';
import { findLeak } from './leak.ts';
import type { Program } from './program.ts';
import { propertyError } from './propertyError.ts';
import { NoAnswer } from './recipeError.ts';
import { labelOf } from './threadViews.ts';

/** Evaluates what a program's properties and built-in checks say about states, the same for every engine. */
export class PropertyChecks {
  readonly watchesSteps: boolean;
  readonly #program: Program;
  /** Whether the end can come while steps are possible still: those of optional threads. */
  readonly #mayEndEarly: boolean;
  readonly #always: readonly Named[];
  readonly #atTheEnd: readonly Named[];
  readonly #everyStep: readonly Named[];
  readonly #sometimes: readonly Named[];

  constructor(program: Program) {
    const of = (kind: Property<never>['kind']) =>
      program.properties.filter((p) => p.kind === kind) as unknown as Named[];
    this.#program = program;
    this.#mayEndEarly = program.threads.some((thread) => thread.optional);
    this.#always = of('always');
    this.#atTheEnd = of('atTheEnd');
    this.#everyStep = of('everyStep');
    this.#sometimes = of('sometimes');
    this.watchesSteps = this.#everyStep.length > 0;
  }

  /**
   * The first `always` that is false in the state, or what is wrong with it as an end, where it may be one although
   * optional threads could begin. Every `sometimes` that is true joins `witnessed`.
   */
  state(shared: unknown, threads: Threads, witnessed: Set<string>): Failure | undefined {
    for (const { name, holds } of this.#always) {
      if (!this.#ask(name, () => holds(shared as never, threads)))
        return broken('always', name, { kind: 'state' });
    }
    if (witnessed.size < this.#sometimes.length) this.#witness(shared, threads, witnessed);
    return this.#mayEndEarly && threads.every((thread) => thread.settled)
      ? this.#end(shared, threads)
      : undefined;
  }

  /** What is wrong with a state in which no thread can go on. */
  terminal(shared: unknown, threads: Threads): Failure | undefined {
    const over = threads.every((thread) => thread.settled);
    return over ? this.#end(shared, threads) : this.named(deadlock(threads));
  }

  /** Throws the violation of a step that breaks an `everyStep`. */
  step(before: unknown, after: unknown, threads: Threads): void {
    for (const { name, holds } of this.#everyStep) {
      const kept = this.#ask(name, () =>
        (holds as unknown as StepPredicate<never>)(before as never, after as never, threads),
      );
      if (!kept) throw new Violation('everyStep', name, { property: name });
    }
  }

  /** The failure that the violation of a step is. */
  failure({ check, message, of }: Violation, step: number): Failure {
    const where = { kind: 'step', step } as const;
    // Another copy of the language than this one may have made it.
    const { property, about, frees } = of ?? {};
    if (property !== undefined) return broken(check, property, where);
    return this.named({ check, message, where, ...known({ about, frees }) });
  }

  /** In the words of the property that names the check, if one does. */
  named(failure: Failure): Failure {
    const never = this.#program.properties.find((p) => p.kind === 'never' && p.check === failure.check);
    return never === undefined ? failure : { ...failure, property: never.name };
  }

  #witness(shared: unknown, threads: Threads, witnessed: Set<string>): void {
    for (const { name, holds } of this.#sometimes) {
      if (!witnessed.has(name) && this.#ask(name, () => holds(shared as never, threads))) witnessed.add(name);
    }
  }

  #end(shared: unknown, threads: Threads): Failure | undefined {
    for (const { name, holds } of this.#atTheEnd) {
      if (!this.#ask(name, () => holds(shared as never, threads)))
        return broken('atTheEnd', name, { kind: 'end' });
    }
    const leak = findLeak(this.#program, shared);
    return leak === undefined ? undefined : this.named(leak);
  }

  #ask(name: string, question: () => unknown): boolean {
    try {
      const answer = question();
      if (answer === true || answer === false) return answer;
      throw new NoAnswer(`property "${name}"`, answer);
    } catch (error) {
      throw propertyError(this.#program, name, error);
    }
  }
}

function deadlock(threads: Threads): Failure {
  const stuck = threads
    .filter((t) => !t.settled)
    .map((thread) => {
      const { name, heldOffBy } = thread;
      const why = heldOffBy === undefined ? '' : ` for its CPU, which ${heldOffBy} keeps`;
      return `${name} waits at ${labelOf(thread)}${why}`;
    });
  const message = `no thread can go on: ${stuck.join(', ')}`;
  return { check: 'deadlock', message, where: { kind: 'end' } };
}

interface Named {
  readonly name: string;
  readonly holds: Predicate<never>;
}

const asked: Readonly<Record<Where['kind'], string>> = {
  state: 'in this state',
  end: 'when all threads have ended',
  step: 'of this step',
  order: 'of this step',
};

function broken(check: string, property: string, where: Where): Failure {
  return { check, property, message: `"${property}" is false ${asked[where.kind]}`, where };
}
