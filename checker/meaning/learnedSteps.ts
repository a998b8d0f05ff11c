import { ModelError } from '../../model/language/index.ts';
import { askPreemption } from '../program/preemption.ts';
import type { Program } from '../program/program.ts';
import { describeStep, type Step } from '../program/step.ts';
import { answered } from '../program/stepLimit.ts';
import { Impure } from './impure.ts';
import { LearnedTrees, type Place } from './learnedTrees.ts';
import { Recording } from './recording.ts';
import { runStep, type StepOutcome } from './stepOutcome.ts';

/** An outcome of a step with its number among all that were learned, from 1. */
export interface LearnedOutcome extends StepOutcome {
  readonly number: number;
  readonly step: Step;
}

/** How long a recipe may go round in a state that no run may have, in milliseconds. */
const imaginedMs = 1000;

/** The results of a question that is answered yes or no. */
const no = 1;
const yes = 2;

/**
 * The meaning of a program's steps as far as states that were met have shown it: each combination of values that a
 * step looks at is run once, and looked up from then on.
 */
export class LearnedSteps {
  readonly #recording: Recording;
  readonly #places: readonly Place[];
  readonly #words: number;
  readonly #trees: LearnedTrees;
  readonly #outcomes: (LearnedOutcome | undefined)[] = [undefined];
  readonly #known = new Map<string, number>();

  /** `fields` says where a field lies in a packed state of so many words, by its number. */
  constructor(
    program: Program,
    { fields, words }: { readonly fields: readonly Place[]; readonly words: number },
  ) {
    this.#recording = new Recording(program);
    this.#places = fields;
    this.#words = words;
    this.#trees = new LearnedTrees(fields);
  }

  /**
   * What a step comes to in the packed state at the offset. Throws ModelError where it is not the same every time, or
   * where a recipe is none; in a state that is `imagined`, that no run may have, a recipe that cannot do with it fails, and
   * has touched what it has by then.
   */
  outcome(step: Step, states: Int32Array, offset: number, imagined = false): LearnedOutcome {
    const known = this.#trees.walk(step.number, states, offset);
    return this.#outcomes[known] ?? this.#learn(step, states, offset, imagined);
  }

  /** The number of the outcome of the step of that number in the packed state at the offset; 0 where it is not known. */
  known(step: number, states: Int32Array, offset: number): number {
    return this.#trees.walk(step, states, offset);
  }

  /** The outcome of that number. */
  numbered(outcome: number): LearnedOutcome {
    return this.#outcomes[outcome]!;
  }

  /** Whether the scenario lets a thread be preempted in the packed state at the offset. */
  preempts(thread: number, states: Int32Array, offset: number): boolean {
    const { program } = this.#recording;
    const root = program.steps.length + thread;
    const known = this.#trees.walk(root, states, offset);
    if (known > 0) return known === yes;
    this.#begin(states, offset);
    const { shared, asked, given } = this.#recording;
    const answer = askPreemption(program, thread, shared, this.#recording.my(thread, 0));
    this.#trees.learn(root, asked, given, answer ? yes : no);
    return answer;
  }

  #learn(step: Step, states: Int32Array, offset: number, imagined: boolean): LearnedOutcome {
    const first = this.#run(step, states, offset, imagined);
    const second = this.#run(step, states, offset, imagined);
    if (first.text !== second.text)
      throw new Impure(this.#recording.program, step, states.slice(offset, offset + this.#words));
    let number = this.#known.get(first.text);
    if (number === undefined) {
      number = this.#outcomes.push({ ...first.outcome, number: this.#outcomes.length, step }) - 1;
      this.#known.set(first.text, number);
    }
    this.#trees.learn(step.number, this.#recording.asked, this.#recording.given, number);
    return this.#outcomes[number]!;
  }

  #run(
    step: Step,
    states: Int32Array,
    offset: number,
    imagined: boolean,
  ): { outcome: StepOutcome; text: string } {
    const begin = () => this.#begin(states, offset);
    begin();
    const outcome = imagined ? this.#imagine(step, begin) : runStep(this.#recording, step);
    this.#recording.end();
    const { kind, way, writes, touches } = outcome;
    const touched = touches.map(
      ({ field, kind, atomic, code }) =>
        // What it stores and stores over again is what others find between.
        `${kind[0]}${field.number}/${atomic}${kind === 'write' ? `=${code}` : ''}`,
    );
    const written = writes.map(([field, code]) => `${field.number}=${code}`);
    return { outcome, text: [step.number, kind, way, ...written, ...touched].join() };
  }

  /** A machine that is busy may stop a step for a while, though hardly twice: `again` begins it once more. */
  #imagine(step: Step, again?: () => void): StepOutcome {
    const started = performance.now();
    try {
      const { program } = this.#recording;
      return answered(
        program,
        () => describeStep(step),
        () => runStep(this.#recording, step),
        imaginedMs,
      );
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      if (again !== undefined && performance.now() - started >= imaginedMs) {
        again();
        return this.#imagine(step);
      }
      return { kind: 'fails', way: 0, writes: [], touches: [...this.#recording.touches] };
    }
  }

  #begin(states: Int32Array, offset: number): void {
    this.#recording.begin(({ number }) => {
      const { word, shift, mask } = this.#places[number]!;
      return (states[offset + word]! >>> shift) & mask;
    });
  }
}
