import { allowedNames, applySeries, ModelError, startedFns } from '../../model/language/index.ts';
import { flatLines } from './flatLines.ts';
import { labelPattern } from './labelPattern.ts';
import type { Program } from './program.ts';
import type { ProgramThread } from './thread.ts';

/** Where a thread that has returned stands, as properties call it. */
export const end = 'end';

/** A label, or several of which any will do. */
export type Asked = string | readonly string[];

/** The labels of a thread by the names that properties have for them. */
export class Places {
  readonly #program: Program;
  readonly #thread: ProgramThread;
  readonly #ofText = new Map<string, Uint8Array>();
  /** A list that is written within a property is another one each time: lists are known by what they hold. */
  readonly #ofLists: { readonly places: readonly string[]; readonly meant: Uint8Array }[] = [];
  /** What was asked last: mostly it is what is asked next. */
  #last: Asked = [];
  #lastMeant: Uint8Array = new Uint8Array();

  constructor(program: Program, thread: ProgramThread) {
    this.#program = program;
    this.#thread = thread;
  }

  /** Whether the label of that index is one of the places; throws ModelError for a place that is nowhere. */
  has(asked: Asked, label: number, isStrict: boolean): boolean {
    if (asked !== this.#last) {
      this.#lastMeant = this.meant(asked, isStrict);
      this.#last = asked;
    }
    return this.#lastMeant[label] === 1;
  }

  /** A byte a label, and one for the end: 1 where it is one of the places; throws as `has` does. */
  meant(asked: Asked, isStrict: boolean): Uint8Array {
    return typeof asked === 'string'
      ? (this.#ofText.get(asked) ?? this.#find(asked, isStrict))
      : (this.#known(asked) ?? this.#findAny(asked, isStrict));
  }

  #known(asked: readonly string[]): Uint8Array | undefined {
    for (const { places, meant } of this.#ofLists) if (isSame(places, asked)) return meant;
    return undefined;
  }

  #find(place: string, isStrict: boolean): Uint8Array {
    const isMeant = labelPattern(String(place));
    const names = [...this.#thread.body.labels.map(({ name }) => name), end];
    const meant = Uint8Array.from(names, (name) => Number(isMeant(name)));
    if (isStrict && !meant.includes(1)) this.#checkElsewhere(place, isMeant, names);
    this.#ofText.set(place, meant);
    return meant;
  }

  #findAny(places: readonly string[], isStrict: boolean): Uint8Array {
    const all = [places].flat();
    const each = all.map((place) => this.#ofText.get(place) ?? this.#find(place, isStrict));
    const meant = Uint8Array.from({ length: this.#thread.body.labels.length + 1 }, (_, label) =>
      Number(each.some((one) => one[label] === 1)),
    );
    this.#ofLists.push({ places: all, meant });
    return meant;
  }

  /** A label of another design is no mistake. */
  #checkElsewhere(place: string, isMeant: (label: string) => boolean, own: readonly string[]): void {
    const { scenario, sizes } = this.#program;
    const { name, body } = this.#thread;
    const entries = startedFns(scenario, sizes);
    for (const { series } of Object.values(scenario.designs)) {
      const fns = applySeries(entries, series);
      const lines = fns.has(body.fn) ? flatLines(fns, body.fn) : [];
      if (lines.some(({ calls, label }) => isMeant([...calls.map((call) => call.label), label].join('.'))))
        return;
    }
    throw new ModelError(
      `${name} has no label '${place}' in ${body.fn}, in no design; ${allowedNames(place, own)}`,
    );
  }
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  // A property in JavaScript may ask for anything.
  if (one.length !== other?.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}
