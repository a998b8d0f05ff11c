import { atomicScope } from '../../../model/language/index.ts';
import { decode, encode, outsideDomain } from '../../program/domain.ts';
import type { Field } from '../../program/fields.ts';

/** Ends the first part of a recipe: its next access belongs to the second one. */
export class Cut extends Error {}

/** How the accesses of a recipe are told apart: only those that somebody can come between count. */
export interface CutAt {
  readonly fieldAt: ReadonlyMap<string, Field>;
  /** The units, as fields have them, whose accesses are counted. */
  readonly units: ReadonlySet<string>;
  /** How many accesses the first part makes. */
  readonly accesses: number;
}

/**
 * One part of a recipe that is taken apart. The first one loads and stores what its accesses say, and keeps everything
 * else that it writes to itself; the second one runs the recipe again, with what the first has loaded in place of its
 * loads and nothing in place of its stores, and goes on from there.
 */
export class CutRun {
  readonly state: object;
  /** The codes that counted loads have found, in order. */
  readonly loaded: number[] = [];
  readonly #at: CutAt;
  readonly #part: 1 | 2;
  readonly #seen: readonly number[];
  readonly #kept = new Map<string, () => void>();
  readonly #values = new Map<string, unknown>();
  /** The accesses that were counted, by what tells them apart, and their places. */
  readonly #counted = new Map<string, number>();
  readonly #times = new Map<string, number>();
  #loads = 0;

  /** `seen` are the codes that the first part has loaded, for the second. */
  constructor(at: CutAt, part: 1 | 2, state: object, seen: readonly number[] = []) {
    this.#at = at;
    this.#part = part;
    this.#seen = seen;
    this.state = this.#view(state, '');
  }

  /** The first part has come to the end of the recipe: what it has kept to itself is written. */
  finish(): void {
    for (const write of this.#kept.values()) write();
  }

  #view(of: object, path: string): object {
    const pathOf = (key: string) =>
      Array.isArray(of) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    return new Proxy(Array.isArray(of) ? [] : {}, {
      get: (_, key) => {
        const given = () => Reflect.get(of, key, of) as unknown;
        if (typeof key === 'symbol') return given();
        const field = this.#at.fieldAt.get(pathOf(key));
        if (field !== undefined) return this.#read(field, given);
        const value = given();
        return typeof value === 'object' && value !== null ? this.#view(value, pathOf(key)) : value;
      },
      set: (_, key, value) => {
        const field = this.#at.fieldAt.get(pathOf(String(key)));
        const write = () => Reflect.set(of, key, value, of);
        return field === undefined ? write() : this.#write(field, value, write);
      },
      has: (_, key) => Reflect.has(of, key),
      ownKeys: () => Reflect.ownKeys(of),
      getOwnPropertyDescriptor: (target, key) =>
        Reflect.getOwnPropertyDescriptor(target, key) ?? { configurable: true, enumerable: true },
    });
  }

  #read(field: Field, given: () => unknown): unknown {
    if (!this.#at.units.has(field.unit) || field.ghost) {
      return this.#values.has(field.path) ? this.#values.get(field.path) : given();
    }
    if (!this.#isSecond(field, 'read')) {
      if (this.#part === 2) return decode(field.leaf, this.#seen[this.#loads++]!);
      const value = given();
      this.loaded.push(encode(field.leaf, value)!);
      return value;
    }
    return given();
  }

  #write(field: Field, value: unknown, write: () => boolean): boolean {
    if (encode(field.leaf, value) === undefined) throw outsideDomain(field.path, field.leaf, value);
    if (this.#at.units.has(field.unit) && !field.ghost) {
      const isSecond = this.#isSecond(field, 'write');
      return this.#part === 1 || isSecond ? write() : true;
    }
    if (this.#part === 2) return write();
    this.#values.set(field.path, value);
    this.#kept.set(field.path, write);
    return true;
  }

  /** Whether an access is one of the second part; throws Cut where the first part comes to one. */
  #isSecond(field: Field, kind: 'read' | 'write'): boolean {
    const key = this.#keyOf(field, kind);
    const place = this.#counted.get(key) ?? this.#counted.size;
    this.#counted.set(key, place);
    if (place < this.#at.accesses) return false;
    if (this.#part === 1) throw new Cut();
    return true;
  }

  /** What tells one access from another, as `accessesOf` does. */
  #keyOf({ lock, unit, number }: Field, kind: 'read' | 'write'): string {
    if (lock !== undefined) return `lock ${lock}`;
    if (atomicScope.depth > 0) return `atomic ${atomicScope.count}`;
    const again = `${kind} ${number}`;
    const time = this.#times.get(again) ?? 0;
    this.#times.set(again, time + 1);
    return `${kind} ${unit} ${time}`;
  }
}
