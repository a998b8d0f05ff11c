import type { OracleGraph } from './oracle.ts';
import { keeperOf } from './oracleCpus.ts';
import type { Choice, OracleMachine, OracleState } from './oracleMachine.ts';
import { lookedAt, type OracleAccess, type OracleTouches, touchesOf, withValues } from './oracleTouches.ts';

/** A thread where it stands with its locals: all that it was seen to do there, and all that others could do meanwhile. */
interface Standing {
  readonly label: string;
  readonly id: string;
  readonly reason: string | undefined;
  readonly own: Map<string, OracleTouches>;
  readonly others: Map<string, OracleTouches>;
  /** The states, as texts, in which it was stopped. */
  readonly seen: Set<string>;
}

/** How many contended accesses a label makes at the most, its line as `function.label`, and why it is one step. */
export interface OracleLabel {
  readonly contended: number;
  readonly id: string;
  readonly reason: string | undefined;
}

/**
 * The labels that some thread could take, as `thread label`, by brute force: each step is stopped behind each of its
 * accesses, and everything is looked at that the others can do from there. Undefined where that is more than so many
 * states.
 */
export function oracleCoarse(
  { machine, nodes }: OracleGraph,
  most: number,
): ReadonlyMap<string, OracleLabel> | undefined {
  return new Stops(machine, most).look(
    [...nodes.values()].flatMap(({ state, beyond }) => (beyond ? [] : [state])),
  );
}

/** A step that is possible in a state. */
interface Possible {
  readonly choice: Choice;
  readonly key: string;
  readonly touches: OracleTouches;
}

class Stops {
  readonly #machine: OracleMachine;
  readonly #standing = new Map<string, Standing>();
  readonly #possible = new Map<string, Possible[]>();
  /** What threads were seen to do or to look at anywhere, each once by its key. */
  readonly #met: { readonly thread: number; readonly touches: OracleTouches }[] = [];
  readonly #keys = new Set<string>();
  readonly #most: number;

  constructor(machine: OracleMachine, most: number) {
    this.#machine = machine;
    this.#most = most;
  }

  look(states: readonly OracleState[]): ReadonlyMap<string, OracleLabel> | undefined {
    // What is done in the middle of one step may be what lets another one be met later on.
    for (let known = -1; known !== this.#met.length; ) {
      known = this.#met.length;
      for (const state of states) {
        for (const one of this.#possibleIn(state, JSON.stringify(state))) this.#stop(state, one);
        if (this.#possible.size > this.#most) return undefined;
      }
    }
    return this.#counts();
  }

  /** Stops a step behind each of its accesses that is not the last that others meet anywhere: the rest is one with it. */
  #stop(state: OracleState, { choice: { thread }, key, touches: { accesses, ghosts } }: Possible): void {
    const standing = this.#standingOf(state, thread);
    standing.own.set(key, { accesses, ghosts });
    this.#note(state, JSON.stringify(state), thread, standing);
    const others = this.#met.flatMap((one) => (one.thread === thread ? [] : [one.touches]));
    const last = accesses.findLastIndex((access) => isContended(access, others));
    const first = ghosts.some(([, , behind]) => behind === 0) ? 0 : 1;
    for (let done = first; done <= last; done++) {
      const left = accesses.slice(0, done).flatMap((access) => access.left);
      const written = ghosts.flatMap(([path, value, behind]) =>
        behind <= done ? [[path, value] as const] : [],
      );
      this.#follow(withValues(state, [...written, ...left]), thread, standing);
    }
  }

  #counts(): ReadonlyMap<string, OracleLabel> {
    const counts = new Map<string, OracleLabel>();
    for (const { label, id, reason, own, others } of this.#standing.values())
      for (const { accesses } of own.values()) {
        const contended = accesses.filter((one) => isContended(one, [...others.values()])).length;
        if (contended >= (counts.get(label)?.contended ?? 0)) counts.set(label, { contended, id, reason });
      }
    return counts;
  }

  #standingOf(state: OracleState, thread: number): Standing {
    const key = `${thread} ${JSON.stringify(state.stacks[thread])}`;
    const known = this.#standing.get(key);
    if (known !== undefined) return known;
    const { name, label } = this.#machine.views(state)[thread]!;
    const { label: own, line } = this.#machine.line(state, thread)!;
    const names = { label: `${name} ${label}`, id: `${state.stacks[thread]!.at(-1)!.fn}.${own}` };
    const reason = line.kind === 'operation' ? line.oneStep : undefined;
    const fresh = { ...names, reason, own: new Map(), others: new Map(), seen: new Set<string>() };
    this.#standing.set(key, fresh);
    return fresh;
  }

  #possibleIn(state: OracleState, text: string): Possible[] {
    const known = this.#possible.get(text);
    if (known !== undefined) return known;
    const machine = this.#machine;
    const possible = machine.choices(state).map((choice) => {
      const touches = touchesOf(machine, state, choice);
      return { choice, touches, key: `${choice.thread} ${keyOf(touches)}` };
    });
    this.#possible.set(text, possible);
    for (const { choice, touches } of possible) this.#meet(choice.thread, touches);
    for (const closed of this.#closedIn(state)) this.#meet(closed.thread, lookedAt(machine, state, closed));
    return possible;
  }

  /** What those who have their CPUs cannot take. */
  #closedIn(state: OracleState): Choice[] {
    const machine = this.#machine;
    const open = machine.choices(state);
    return machine.threads
      .flatMap((_, thread) =>
        keeperOf(machine, state, thread) === undefined ? machine.all(state, thread) : [],
      )
      .filter(
        (one) =>
          !open.some(
            ({ thread, alternative, row }) =>
              thread === one.thread && alternative === one.alternative && row === one.row,
          ),
      );
  }

  #meet(thread: number, touches: OracleTouches): void {
    const key = `${thread} ${keyOf(touches)}`;
    if (this.#keys.has(key)) return;
    this.#keys.add(key);
    this.#met.push({ thread, touches });
  }

  /** Notes what the others can do in a state where a thread stands, and returns it. */
  #note(state: OracleState, text: string, thread: number, { others }: Standing): Choice[] {
    const between = this.#possibleIn(state, text).filter(({ choice }) =>
      comesBetween(this.#machine, choice.thread, thread, state),
    );
    for (const { key, touches } of between) others.set(key, touches);
    return between.map(({ choice }) => choice);
  }

  /** The same where it is stopped in the middle, and in all that the others make of that. */
  #follow(from: OracleState, thread: number, standing: Standing): void {
    // Where a CPU is shared, it is not known who gets it from somebody who is stopped.
    const isShared = Object.keys(from.cpus).length > 0;
    const open = [from];
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      const text = JSON.stringify(state);
      if (standing.seen.has(text) || this.#possible.size > this.#most) continue;
      standing.seen.add(text);
      const choices = this.#note(state, text, thread, standing);
      if (!isShared) open.push(...choices.flatMap((choice) => this.#taken(state!, choice)));
    }
  }

  /** Where a step leads; nowhere if it breaks something, or cannot do with what no run has. */
  #taken(state: OracleState, choice: Choice): OracleState[] {
    try {
      return [this.#machine.take(state, choice)];
    } catch {
      return [];
    }
  }
}

/** Whether a thread can take a step while another one stands where it is, in the middle of one. */
function comesBetween(machine: OracleMachine, other: number, thread: number, state: OracleState): boolean {
  if (other === thread) return false;
  if (machine.threads[other]!.cpu !== machine.threads[thread]!.cpu) return true;
  const { my } = machine.views(state)[thread]!;
  return machine.scenario.preemption?.(machine.seen(state.shared) as never, my as never) ?? false;
}

const keyOf = ({ accesses }: OracleTouches): string =>
  accesses.map(({ loads, stores }) => `${[...loads]}/${[...stores]}`).join(';');

function isContended({ loads, stores }: OracleAccess, others: readonly OracleTouches[]): boolean {
  return others.some(({ accesses }) =>
    accesses.some(
      (other) =>
        [...stores].some((unit) => other.loads.has(unit) || other.stores.has(unit)) ||
        [...loads].some((unit) => other.stores.has(unit)),
    ),
  );
}
