import { Violation } from '../../model/language/index.ts';
import { checkExit, findLocks, LockOrder } from '../program/locks.ts';
import type { Program } from '../program/program.ts';
import { type Failure, PropertyChecks } from '../program/propertyChecks.ts';
import { GuardWrote, recipeError } from '../program/recipeError.ts';
import type { Action, State } from '../program/state.ts';
import { layOutState, type StateLayout } from './layout.ts';
import { makeReplaceable } from './replaceable.ts';
import { StateCodec } from './stateCodec.ts';
import { generateSuccessors, type Successors } from './successors.ts';
import { makeViews, type Views } from './views.ts';

/** How many successors a batch may hold before the search must take them. */
const batchStates = 512;

/**
 * The engine that a search runs on: a state is a few 32-bit words, and generated code makes all its successors.
 * One instance serves one search: it collects the failures, the labels fired and the order of locks.
 */
export class PackedEngine {
  readonly program: Program;
  /** Words of a state. */
  readonly words: number;
  /** Successors of the states expanded since the last `clear`, and the parent of each, in order. */
  readonly batch: Int32Array;
  readonly parents: Int32Array;
  /** How many successors must be in the batch for it to be taken before the next expansion. */
  readonly batchLimit: number;
  readonly checks: PropertyChecks;
  /** Failures of steps since the last time somebody emptied it. */
  readonly stepFailures: Failure[] = [];
  readonly #layout: StateLayout;
  readonly #codec: StateCodec;
  readonly #successors: Successors;
  readonly #current: Views;
  readonly #fired: readonly Uint8Array[];

  constructor(program: Program) {
    this.program = program;
    this.#layout = layOutState(program);
    this.#codec = new StateCodec(program, this.#layout);
    this.words = this.#layout.words;
    this.batchLimit = batchStates;
    const capacity = batchStates + mostSuccessors(program);
    this.batch = new Int32Array(capacity * this.words);
    this.parents = new Int32Array(capacity);
    this.checks = new PropertyChecks(program);
    this.#fired = program.bodies.map((body) => new Uint8Array(body.labels.length));
    const words = new Int32Array(this.words);
    const current = new Int32Array(this.words);
    this.#current = makeViews(program, this.#layout, current, 'observer');
    this.#successors = this.#generate(words, current);
  }

  load(source: Int32Array, offset: number): void {
    this.#successors.load(source, offset);
  }

  expand(parent: number): number {
    return this.#successors.expand(parent);
  }

  clear(): void {
    this.#successors.clear();
  }

  /** What the properties say of the current state. */
  checkState(): Failure | undefined {
    return this.checks.state(this.#current.shared, this.#current.threads);
  }

  /** What is wrong with the current state, in which no step is possible. */
  checkTerminal(): Failure | undefined {
    return this.checks.terminal(this.#current.shared, this.#current.threads);
  }

  /** The labels that no step has fired, as 'function.label', where the same label counts once for all calls of it. */
  neverFired(): string[] {
    const fired = new Set<string>();
    const all = new Set<string>();
    this.program.bodies.forEach((body, i) => {
      body.labels.forEach(({ fn, label }, at) => {
        all.add(`${fn}.${label}`);
        if (this.#fired[i]![at] === 1) fired.add(`${fn}.${label}`);
      });
    });
    return [...all].filter((label) => !fired.has(label));
  }

  /** A state of the reference engine in words. */
  encode(state: State): Int32Array {
    return this.#codec.encode(state);
  }

  /** The state that lies in words, as the reference engine has it. */
  decode(source: Int32Array, offset = 0): State {
    return this.#codec.decode(source, offset);
  }

  #generate(words: Int32Array, current: Int32Array): Successors {
    const { program } = this;
    const locks = findLocks(program.schema);
    const order = new LockOrder(locks);
    const after = makeViews(program, this.#layout, words, 'observer');
    const step = makeViews(program, this.#layout, words, 'step');
    const blocking = program.threads.map(({ body }) =>
      body.labels.map(({ form }) => form === 'wait' || form === 'spin'),
    );
    const memory = { words, current, batch: this.batch, parents: this.parents, fired: this.#fired };
    return generateSuccessors(
      program,
      this.#layout,
      step,
      memory,
      {
        failed: (error, thread, label, branch, row) => this.#failed(error, { thread, label, branch, row }),
        guardWrote: () => {
          throw new GuardWrote();
        },
        locksChanged: (thread, label) => {
          if (blocking[thread]![label]) order.note(this.#current.shared, after.shared, thread);
        },
        ended: (thread) => checkExit(locks, program.schema, after.shared, thread),
        stepTaken: () => this.checks.step(this.#current.shared, after.shared, after.threads),
        mayBeReplaced: makeReplaceable(program, words, step, after, this.#codec.labelReader(words)),
      },
      { lockMasks: locks.length < 2 ? [] : this.#codec.lockMasks(), watchSteps: this.checks.watchesSteps },
    );
  }

  #failed(error: unknown, action: Action): void {
    if (!(error instanceof Violation)) throw recipeError(this.program, action, error);
    this.stepFailures.push(this.checks.failure(error, action));
  }
}

function mostSuccessors({ threads }: Program): number {
  const most = (counts: readonly number[]) => Math.max(...counts);
  return threads
    .map(({ body }) =>
      most(body.labels.map(({ branches }) => branches.reduce((sum, { rows }) => sum + rows, 0))),
    )
    .reduce((sum, n) => sum + n, 0);
}
