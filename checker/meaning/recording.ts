import { atomicScope } from '../../model/language/index.ts';
import { decode, encode, outsideDomain } from '../program/domain.ts';
import type { Field } from '../program/fields.ts';
import type { Program } from '../program/program.ts';
import { KeptView } from '../program/recipeError.ts';
import type { SizedLeaf } from '../program/sizedSchema.ts';
import { zeroState } from '../program/zeroState.ts';
import { type Looking, myView, recordView } from './viewOf.ts';

/** A load or a store of a field. */
export interface Touch {
  readonly field: Field;
  readonly kind: 'read' | 'write';
  /** The code that was loaded or stored. */
  readonly code: number;
  /** The `atomically` that it is a part of, counted from 1; 0 where it is in none. */
  readonly atomic: number;
}

/** A recipe that touches more goes round: in a state that nobody has made, a list may bite its own tail. */
const mostTouches = 10_000;

/** What a `CodeOf` throws to end the run of a recipe. */
export class Interrupted extends Error {}

/** Gives the code that a field has where a recipe runs. */
export type CodeOf = (field: Field) => number;

/**
 * Views of a state that nobody has to make: a recipe that is run on them asks for the code of each field that it reads
 * first, and what it writes goes nowhere. What it has done is in the lists until the next `begin`.
 */
export class Recording {
  readonly shared: object;
  /** Every field whose value it has asked for, in order, and the codes that it was given. */
  readonly asked: Field[] = [];
  readonly given: number[] = [];
  /** What it has assigned, by field. */
  readonly written = new Map<Field, number>();
  /** Every load and store of shared fields, in order. */
  readonly touches: Touch[] = [];
  readonly #program: Program;
  readonly #my: (readonly object[])[];
  readonly #known = new Map<Field, number>();
  #steps = 0;
  #isRunning = false;
  #codeOf: CodeOf = () => 0;

  constructor(program: Program) {
    this.#program = program;
    const zero = zeroState(program);
    const looking: Looking = {
      leaf: ({ leaf, path }) => this.#leaf(program.fieldAt.get(path)!, leaf),
      enter: ({ lifetime }, view, name, field) => {
        if (lifetime !== undefined && !lifetime.untouched.includes(field))
          lifetime.touch(view as never, name);
      },
    };
    this.shared = recordView(program.schema, zero.shared, '', looking);
    this.#my = program.threads.map((thread) =>
      thread.body.names.map((names) => myView(thread, names, {}, thread.name, looking)),
    );
  }

  /** What a label sees of its thread under one of the body's name spaces. */
  my(thread: number, names: number): object {
    return this.#my[thread]![names]!;
  }

  /** Forgets what was recorded; recipes run in the state that `codeOf` knows from now on. */
  begin(codeOf: CodeOf): void {
    this.#codeOf = codeOf;
    this.asked.length = 0;
    this.given.length = 0;
    this.touches.length = 0;
    this.written.clear();
    this.#known.clear();
    this.#steps = 0;
    this.#isRunning = true;
    atomicScope.count = 0;
  }

  /** Whoever looks at a view until the next `begin` has kept it. */
  end(): void {
    this.#isRunning = false;
  }

  /** The code of a field, as what was recorded has left it. */
  codeOf(field: Field): number {
    return this.written.get(field) ?? this.#found(field);
  }

  /** Whether what ran was stopped because it went round. */
  get isEndless(): boolean {
    return this.#steps > mostTouches;
  }

  /** The program whose recipes are run. */
  get program(): Program {
    return this.#program;
  }

  #leaf(field: Field, leaf: SizedLeaf) {
    const get = () => {
      const code = this.codeOf(field);
      this.#touch(field, 'read', code);
      return decode(leaf, code);
    };
    const set = (value: unknown) => {
      const code = encode(leaf, value);
      if (code === undefined) throw outsideDomain(field.path, leaf, value);
      this.#touch(field, 'write', code);
      this.written.set(field, code);
    };
    return { get, set };
  }

  #touch(field: Field, kind: Touch['kind'], code: number): void {
    if (!this.#isRunning) throw new KeptView();
    if (++this.#steps > mostTouches) throw new RangeError('it looks at fields without end');
    if (field.thread !== undefined) return;
    this.touches.push({ field, kind, code, atomic: atomicScope.depth > 0 ? atomicScope.count : 0 });
  }

  #found(field: Field): number {
    const known = this.#known.get(field);
    if (known !== undefined) return known;
    const code = this.#codeOf(field);
    this.#known.set(field, code);
    this.asked.push(field);
    this.given.push(code);
    return code;
  }
}
