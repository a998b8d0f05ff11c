import type { Property, Threads, ThreadView } from '../../model/language/index.ts';
import type { Field } from '../program/fields.ts';
import { type Asked, end, Places } from '../program/places.ts';
import type { Program } from '../program/program.ts';
import type { State } from '../program/state.ts';
import { byName } from '../program/threadViews.ts';
import { type Looking, myView, recordView } from './viewOf.ts';

/** What was asked of where a thread stands: the answer for each of its labels, and for the end. */
export interface PlaceRead {
  readonly thread: number;
  readonly answers: ArrayLike<number>;
}

/** All that an answer rests on. */
export interface PropertyReads {
  readonly fields: ReadonlySet<Field>;
  readonly places: readonly PlaceRead[];
}

/** A property that can be asked about a state, or about the states on both sides of a step. */
export type Asking = Extract<Property<never>, { kind: 'always' | 'atTheEnd' | 'everyStep' }>;

/**
 * What a property looks at in a state; where it is one of steps, of a step that changes nothing. Undefined where it
 * does not answer, or looks at more than can be told.
 */
export function propertyReads(program: Program, property: Asking, state: State): PropertyReads | undefined {
  const fields = new Set<Field>();
  const places: PlaceRead[] = [];
  let looksFurther = false;
  const looking: Looking = {
    leaf: ({ values, key, path }) => ({
      get: () => {
        fields.add(program.fieldAt.get(path)!);
        return values[key];
      },
    }),
  };
  const view = (index: number): ThreadView => {
    const thread = program.threads[index]!;
    const { name, body, optional } = thread;
    const own = state.threads[index]!;
    const known = new Places(program, thread);
    const stands = (meant: Uint8Array) => {
      places.push({ thread: index, answers: meant });
      return meant[own.label] === 1;
    };
    const labels = (isMeant: (label: number) => boolean) =>
      Uint8Array.from({ length: body.labels.length + 1 }, (_, label) => Number(isMeant(label)));
    const isEnd = (label: number) => label === body.labels.length;
    return {
      name,
      fn: body.fn,
      get ended() {
        return stands(labels(isEnd));
      },
      get settled() {
        return stands(labels((label) => isEnd(label) || (optional && label === 0)));
      },
      get label() {
        places.push({ thread: index, answers: Array.from({ length: body.labels.length + 1 }, (_, i) => i) });
        return body.labels[own.label]?.name ?? end;
      },
      get heldOffBy() {
        looksFurther = true;
        return undefined;
      },
      my: myView(thread, body.names[0]!, own.slots, name, looking),
      at: (asked: Asked) => stands(known.meant(asked, true)),
      mayBeAt: (asked: Asked) => stands(known.meant(asked, false)),
    };
  };
  const names = program.threads.map(({ name }) => name);
  const threads = byName(
    names,
    names.map((_, i) => view(i)),
  );
  const shared = recordView(program.schema, state.shared, '', looking);
  const given = property.kind === 'everyStep' ? [shared, shared] : [shared];
  const answer = answered(() => (property.holds as unknown as Question)(...given, threads));
  return answer === undefined || looksFurther ? undefined : { fields, places };
}

type Question = (...given: (object | Threads)[]) => unknown;

function answered(question: () => unknown): boolean | undefined {
  try {
    const answer = question();
    return typeof answer === 'boolean' ? answer : undefined;
  } catch (error) {
    // What it gives up for here it is told for where the search asks it.
    if (!(error instanceof Error)) throw error;
    return undefined;
  }
}
