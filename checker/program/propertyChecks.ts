import {
  ModelError,
  type Property,
  type StepPredicate,
  type Threads,
  type ThreadView,
  Violation,
} from '../../model/language/index.ts';
import type { AskedProperty, Known } from './askedProperty.ts';
import { checkComparedLabels } from './comparedLabels.ts';
import { FailedStep } from './failedStep.ts';
import { apart, type Failure, type RoundWhere, together, type Where } from './failure.ts';
import { known } from './known.ts';
import { findLeaks } from './leak.ts';
import type { Program } from './program.ts';
import { propertyError } from './propertyError.ts';
import { NoAnswer } from './recipeError.ts';
import { allSettled, labelOf, namesChecked, standingAt } from './threadViews.ts';

/** Evaluates what a program's properties and built-in checks say about states, the same for every engine. */
export class PropertyChecks {
  readonly watchesSteps: boolean;
  readonly #program: Program;
  /** Whether the end can come while steps are possible still: those of optional threads. */
  readonly #mayEndEarly: boolean;
  readonly #always: readonly AskedProperty[];
  readonly #atTheEnd: readonly AskedProperty[];
  readonly #everyStep: readonly AskedProperty[];
  readonly #sometimes: readonly AskedProperty[];
  readonly #within: readonly AskedProperty[];
  readonly #known: Known | undefined;
  /** The property that is being asked; it stays so where its answer is cut short. */
  asking: string | undefined;
  /** How many questions were asked. */
  #asked = 0;

  /** `known` spares `state` questions. */
  constructor(program: Program, known?: Known) {
    const of = (kind: Property<never>['kind']) =>
      program.properties.filter((p) => p.kind === kind) as unknown as AskedProperty[];
    checkComparedLabels(program);
    this.#program = program;
    this.#known = known;
    this.#mayEndEarly = program.threads.some((thread) => thread.optional);
    this.#always = of('always');
    this.#atTheEnd = of('atTheEnd');
    this.#everyStep = of('everyStep');
    this.#sometimes = of('sometimes');
    this.#within = program.within;
    this.watchesSteps = this.#everyStep.length > 0;
  }

  /** Whether the state is beyond what the program states as its bounds: nothing is asked of it then. */
  isBeyond(shared: unknown, threads: Threads): boolean {
    return this.#within.some((property) => !this.#answer(property, shared, threads));
  }

  /**
   * What is wrong with the state: an `always` that is false, or what is wrong with it as an end, where it may be one
   * although optional threads could begin; then with everything else that is. Every `sometimes` that is true joins
   * `witnessed`. `isStuck` is asked only where an `always` is false: whether no thread can go on; then `lockedOut` as by
   * `terminal`.
   */
  state(
    shared: unknown,
    threads: Threads,
    witnessed: Set<string>,
    isStuck: () => boolean,
    lockedOut: () => ReadonlySet<number>,
  ): Failure | undefined {
    for (const property of this.#always) {
      if (this.#known?.has(property)) continue;
      if (!this.#answer(property, shared, threads))
        return this.#everythingWrong(shared, threads, isStuck, lockedOut);
      this.#known?.note(property, true);
    }
    if (witnessed.size < this.#sometimes.length) this.#witness(shared, threads, witnessed);
    return this.#mayEndEarly && allSettled(threads) ? this.#end(shared, threads) : undefined;
  }

  /** What every question about states answers, by its name. */
  answers(shared: unknown, threads: Threads): ReadonlyMap<string, boolean> {
    const asked = [...this.#within, ...this.#always, ...this.#sometimes];
    return new Map(asked.map((property) => [property.name, this.#answer(property, shared, threads)]));
  }

  /**
   * What is wrong with a state in which no thread can go on. Where one of them only waits for a bound of the model it is
   * a deadlock only of those that could not go on if that did, whom `lockedOut` finds; without any, the labels of the
   * bounds, as `function.label`, join `reached`.
   */
  terminal(
    shared: unknown,
    threads: Threads,
    reached: Set<string>,
    lockedOut: () => ReadonlySet<number>,
  ): Failure | undefined {
    if (allSettled(threads)) return this.#end(shared, threads);
    const bounds = [...threads].flatMap((thread) => boundOf(thread) ?? []);
    if (bounds.length === 0) return this.named(deadlock([...threads], 'no thread can go on'));
    const out = lockedOut();
    if (out.size > 0)
      return this.named(
        deadlock(
          [...threads].filter((_, i) => out.has(i)),
          'these can never go on',
        ),
      );
    for (const id of bounds) reached.add(id);
    return undefined;
  }

  /** Throws the violations of a step, each `everyStep` that it breaks, behind those that are known of it already. */
  step(before: unknown, after: unknown, threads: Threads, known: readonly Violation[] = []): void {
    let violations = known;
    for (const { name, holds } of this.#everyStep) {
      const kept = this.#ask(name, threads, (all) =>
        (holds as unknown as StepPredicate<never>)(before as never, after as never, all),
      );
      if (!kept) violations = [...violations, new Violation('everyStep', name, { property: name })];
    }
    if (violations.length > 0) throw violations.length === 1 ? violations[0] : new FailedStep(violations);
  }

  /** The failure that the violation of a step is. */
  failure(violation: Violation, step: number): Failure {
    const { check, message, of } = violation;
    const where = { kind: 'step', step } as const;
    if (violation instanceof FailedStep)
      return together(violation.violations.map((one) => this.failure(one, step)))!;
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
    for (const property of this.#sometimes) {
      if (witnessed.has(property.name) || this.#known?.has(property)) continue;
      if (this.#answer(property, shared, threads)) witnessed.add(property.name);
      else this.#known?.note(property, false);
    }
  }

  #end(shared: unknown, threads: Threads): Failure | undefined {
    return together([
      ...this.#broken(this.#atTheEnd, 'end', shared, threads),
      ...findLeaks(this.#program, shared).map((leak) => this.named(leak)),
    ]);
  }

  /** All that is wrong with a state of which an `always` is false. */
  #everythingWrong(
    shared: unknown,
    threads: Threads,
    isStuck: () => boolean,
    lockedOut: () => ReadonlySet<number>,
  ): Failure | undefined {
    const states = this.#broken(this.#always, 'state', shared, threads);
    const isEnd = allSettled(threads) || isStuck();
    // That a run has come to a bound as well says nothing beside what is wrong with it.
    const end = isEnd ? this.terminal(shared, threads, new Set(), lockedOut) : undefined;
    return together([...states, ...(end === undefined ? [] : apart(end))]);
  }

  #broken(
    properties: readonly AskedProperty[],
    kind: 'state' | 'end',
    shared: unknown,
    threads: Threads,
  ): Failure[] {
    return properties.flatMap((property) =>
      this.#answer(property, shared, threads)
        ? []
        : [broken(kind === 'state' ? 'always' : 'atTheEnd', property.name, { kind })],
    );
  }

  #answer({ name, holds }: AskedProperty, shared: unknown, threads: Threads): boolean {
    return this.#ask(name, threads, (all) => holds(shared as never, all));
  }

  #ask(name: string, threads: Threads, question: (threads: Threads) => unknown): boolean {
    const isSample = this.#asked < firstAsked || this.#asked % everyAsked === 0;
    this.#asked++;
    this.asking = name;
    try {
      const answer = question(isSample ? namesChecked(threads) : threads);
      if (answer === true || answer === false) return answer;
      throw new NoAnswer(`property "${name}"`, answer);
    } catch (error) {
      // What is read of a thread that is not there does not say so by itself.
      const again = isSample ? error : thrownBy(() => question(namesChecked(threads)));
      throw propertyError(this.#program, name, again instanceof ModelError ? again : error);
    } finally {
      this.asking = undefined;
    }
  }
}

/** The label of a thread that nothing keeps but a bound of the model, where nobody can go on. */
function boundOf(thread: ThreadView): string | undefined {
  const label = standingAt(thread);
  return thread.settled || label?.bound === undefined || thread.heldOffBy !== undefined
    ? undefined
    : label.id;
}

function thrownBy(question: () => unknown): unknown {
  try {
    return question();
  } catch (error) {
    return error;
  }
}

/** Names of threads are checked in so many questions to begin with, and in each so-manieth later. */
const firstAsked = 64;
const everyAsked = 1024;

function deadlock(threads: readonly ThreadView[], what: string): Failure {
  const stuck = threads
    .filter((t) => !t.settled)
    .map((thread) => {
      const { name, heldOffBy } = thread;
      const why = heldOffBy === undefined ? '' : ` for its CPU, which ${heldOffBy} keeps`;
      return `${name} waits at ${labelOf(thread)}${why}`;
    });
  const message = `${what}: ${stuck.join(', ')}`;
  return { check: 'deadlock', message, where: { kind: 'end' } };
}

const asked: Readonly<Record<Exclude<Where['kind'], 'round'>, string>> = {
  state: 'in this state',
  end: 'when all threads have ended',
  step: 'of this step',
  order: 'of this step',
};

function broken(check: string, property: string, where: Exclude<Where, RoundWhere>): Failure {
  return { check, property, message: `"${property}" is false ${asked[where.kind]}`, where };
}
