import type { Threads } from '../../model/language/index.ts';
import { type Looking, myView, recordView } from '../meaning/viewOf.ts';
import { decode } from '../program/domain.ts';
import type { Program } from '../program/program.ts';
import { ThreadViews } from '../program/threadViews.ts';
import { zeroState } from '../program/zeroState.ts';
import { type Bits, codeAt, type StateLayout } from './layout.ts';

/** A question about a state. */
export type Question = (shared: never, threads: Threads) => unknown;

/** Finds out which bits of a packed state a question looks at. */
export class Footprints {
  readonly #shared: object;
  readonly #threads: Threads;
  readonly #found = new Set<Bits>();
  #words: Int32Array = new Int32Array();
  /** Whether it was asked what no bits say. */
  #looksFurther = false;

  constructor(program: Program, layout: StateLayout) {
    const looking: Looking = {
      leaf: ({ leaf, path }) => {
        const { number, thread } = program.fieldAt.get(path)!;
        const bits = layout.fields[number]!;
        // That there is a local at all hangs on where its thread stands.
        const places = thread === undefined ? [bits] : [bits, layout.threads[thread]!.label];
        return {
          get: () => {
            for (const one of places) this.#found.add(one);
            return decode(leaf, codeAt(this.#words, bits));
          },
        };
      },
    };
    this.#shared = recordView(program.schema, zeroState(program).shared, '', looking);
    this.#threads = new ThreadViews(program).of((index) => {
      const thread = program.threads[index]!;
      const { label } = layout.threads[index]!;
      return {
        label: () => {
          this.#found.add(label);
          return codeAt(this.#words, label);
        },
        my: myView(thread, thread.body.names[0]!, {}, thread.name, looking),
        heldOffBy: () => {
          this.#looksFurther = true;
          return undefined;
        },
      };
    });
  }

  /**
   * The bits that the question looks at in the state that the words are, until it is asked the next time; undefined where
   * it does not answer the same as it has answered, or looks at more than can be told.
   */
  of(question: Question, words: Int32Array, answer: boolean): ReadonlySet<Bits> | undefined {
    this.#words = words;
    this.#found.clear();
    this.#looksFurther = false;
    try {
      const now = question(this.#shared as never, this.#threads);
      return now === answer && !this.#looksFurther ? this.#found : undefined;
    } catch (error) {
      if (error instanceof Error) return undefined;
      throw error;
    }
  }
}
