import { answer } from '../../meaning/answer.ts';
import type { FlatLabel } from '../../program/body.ts';
import { slotsOf } from '../../program/localPlaces.ts';
import type { Program } from '../../program/program.ts';
import type { State } from '../../program/state.ts';
import type { Step } from '../../program/step.ts';
import type { LineName } from './removal.ts';

/** What the steps of a line have been seen to write: locals, by their names in its function, and of the shared state. */
interface Written {
  readonly locals: Set<string>;
  /** Those that every one of its steps has written. */
  surely: readonly string[] | undefined;
  shared: boolean;
  steps: number;
}

/** More steps of a line are not looked at: what it writes hangs on few of the values that it reads. */
const mostSteps = 60;

/** Which lines of a program have been seen to load locals. */
export class Loads {
  readonly #program: Program;
  readonly #lines = new Map<string, Written>();

  constructor(program: Program) {
    this.#program = program;
  }

  /** Takes note of a step that is taken in the state, for its own line and for the calls that lead to it. */
  note(step: Step, state: State): void {
    const own = this.#of(step.label);
    if (own.steps++ >= mostSteps) return;
    const given = answer(this.#program, state, step, 'effect');
    const locals = namesOf(step, given?.wroteLocals ?? []);
    for (const local of locals) own.locals.add(local);
    own.surely = own.surely === undefined ? locals : own.surely.filter((local) => locals.includes(local));
    own.shared ||= given?.touched.some(({ kind }) => kind === 'write') === true;
    if (own.shared) for (const call of callsOf(step)) this.#of(call).shared = true;
  }

  /** The locals that a line loads, if that is all it does: a call, those that it gets from a function that only looks. */
  of(line: LineName): readonly string[] {
    const { shared, locals } = this.#of(line);
    return shared ? [] : [...this.#bound(line), ...locals];
  }

  /** Whether every step of the line sets the local. */
  surelySets(line: LineName, local: string): boolean {
    return this.#of(line).surely?.includes(local) === true || this.#bound(line).includes(local);
  }

  /** The locals of the caller that a call sets. */
  #bound({ fn, label }: LineName): readonly string[] {
    const { line } = this.#program.fns.get(fn)!.lines.find((one) => one.label === label)!;
    if (line.kind !== 'call') return [];
    const { locals } = this.#program.fns.get(line.callee.name)!;
    return Object.keys(locals).flatMap((local) => line.bind[local] ?? []);
  }

  #of({ fn, label }: LineName): Written {
    const key = `${fn}.${label}`;
    const known = this.#lines.get(key) ?? { locals: new Set(), surely: undefined, shared: false, steps: 0 };
    this.#lines.set(key, known);
    return known;
  }
}

/** What a label's function calls the slots. */
function namesOf({ thread: { body }, label }: Step, slots: readonly string[]): string[] {
  return [...body.names[label.names]!].flatMap(([name, place]) =>
    slotsOf(place).some((slot) => slots.includes(body.slots[slot]!.name)) ? [name] : [],
  );
}

function callsOf({
  thread: { body },
  label: { calls },
}: {
  thread: Step['thread'];
  label: FlatLabel;
}): LineName[] {
  return calls.map(({ label }, i) => ({ fn: calls[i - 1]?.fn ?? body.fn, label }));
}
