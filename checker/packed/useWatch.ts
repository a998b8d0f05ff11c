import { levelOf } from '../../model/language/index.ts';
import { forms } from '../program/forms.ts';
import { hasHandlers, type LockUse, masksOf, usesOf } from '../program/lockUses.ts';
import type { Program } from '../program/program.ts';
import { codeAt, type StateLayout, wordMasks } from './layout.ts';
import { LockWatch } from './lockWatch.ts';
import type { Seen } from './seen.ts';

/** Sees in packed states how steps use locks in handlers, and elsewhere with those on. */
export class UseWatch {
  /** The bits of each word that say who holds which lock and who has handlers off; empty where there are no handlers. */
  readonly masks: readonly number[];
  readonly #program: Program;
  readonly #layout: StateLayout;
  readonly #watch: LockWatch;

  constructor(program: Program, layout: StateLayout) {
    this.#program = program;
    this.#layout = layout;
    this.#watch = new LockWatch(program, layout);
    const fields = program.fields.filter(({ leaf, lock }) => lock !== undefined || leaf.masks !== undefined);
    const places = fields.map(({ number }) => layout.fields[number]!);
    this.masks = hasHandlers(program) ? wordMasks(layout.words, places) : [];
  }

  /** Takes note of the uses that a step, by its number, makes between two states; `parent` is the number of the first. */
  note(
    { uses }: Pick<Seen, 'uses'>,
    parent: number,
    before: Int32Array,
    after: Int32Array,
    thread: number,
    step: number,
  ): void {
    const { ordersLocks } = forms[this.#program.steps[step]!.label.form];
    for (const use of this.#usesMade(before, after, thread, ordersLocks)) {
      const key = `${use.lock} ${use.context} ${use.how}`;
      if (!uses.has(key)) uses.set(key, { ...use, state: parent, step });
    }
  }

  /** The uses that a step of the thread makes between two states; `waits` says whether its label waits for locks. */
  #usesMade(before: Int32Array, after: Int32Array, thread: number, waits: boolean): LockUse[] {
    const { threads, locks } = this.#program;
    const masks = masksOf(this.#program, thread);
    const code = (words: Int32Array, number: number) => codeAt(words, this.#layout.fields[number]!);
    const numbers = locks.map(({ number }) => number);
    const held = numbers.filter((lock) => this.#watch.holds(lock, thread, after, 0));
    return usesOf({
      context: threads[thread]!.context,
      held,
      taken: held.filter((lock) => !this.#watch.holds(lock, thread, before, 0)),
      waits,
      turns: masks.some(({ number }) => code(before, number) !== code(after, number)),
      isOff: (one) =>
        masks.some(({ leaf, number }) => levelOf[leaf.masks!] >= levelOf[one] && code(after, number) !== 0),
    });
  }
}
