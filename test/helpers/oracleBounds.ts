import type { Node } from '../../model/language/index.ts';
import { choicesOver, chosen } from './oracleChoices.ts';
import { keeperOf } from './oracleCpus.ts';
import { locksHeld } from './oracleLocks.ts';
import type { OracleMachine, OracleState } from './oracleMachine.ts';
import type { Fields } from './oracleViews.ts';

/** The labels, as `function.label`, at which threads wait for nothing but a bound of the model, where nobody can go on. */
export function boundsAt(machine: OracleMachine, state: OracleState): string[] {
  return threadsAtBounds(machine, state).map((thread) => {
    const { label } = machine.line(state, thread)!;
    return `${state.stacks[thread]!.at(-1)!.fn}.${label}`;
  });
}

/** The threads that stand before what may come up against a bound, whose CPU is theirs. */
export const threadsAtBounds = (machine: OracleMachine, state: OracleState): number[] =>
  waiting(machine, state).filter((thread) => isAtBound(machine, state, thread));

/** The threads that stay where they are whatever becomes of all that none of them keeps: in circles, or by themselves. */
export function stuckWithout(machine: OracleMachine, state: OracleState): number[] {
  let stuck = waiting(machine, state).filter((thread) => !isAtBound(machine, state, thread));
  for (let before = -1; before !== stuck.length; ) {
    before = stuck.length;
    const among = stuck;
    stuck = among.filter((thread) => {
      const keeper = keeperOf(machine, state, thread);
      if (keeper !== undefined) return among.includes(keeper);
      return readsAt(machine, state, thread).every((path) => isKept(machine, state, thread, path, among));
    });
  }
  return stuck;
}

/** The threads that are not where a run may end. */
const waiting = (machine: OracleMachine, state: OracleState): number[] =>
  machine.threads.map((_, thread) => thread).filter((thread) => !machine.views(state)[thread]!.settled);

function isAtBound(machine: OracleMachine, state: OracleState, thread: number): boolean {
  const { line } = machine.line(state, thread)!;
  return (
    line.kind === 'operation' && line.bound !== undefined && keeperOf(machine, state, thread) === undefined
  );
}

/** Whether a field, by its path, is the thread's own or lies in a lock that one of some threads holds. */
function isKept(
  machine: OracleMachine,
  { shared }: OracleState,
  thread: number,
  path: readonly string[],
  among: readonly number[],
): boolean {
  if (path[0] === 'task' && path[1] === String(thread)) return true;
  let node: Node = machine.scenario.machine.root;
  let value: unknown = shared;
  for (const step of path) {
    if (node.kind === 'record' && node.lock !== undefined) {
      const lock = node;
      return among.some((holder) => locksHeld(lock, value as Fields, holder).length > 0);
    }
    if (node.kind === 'leaf') return false;
    node = node.kind === 'table' ? node.row : node.fields[step]!;
    value = (value as Fields)[step];
  }
  return false;
}

/** The shared fields, as ways from the top, that the guards of a thread's line look at. */
function readsAt(machine: OracleMachine, state: OracleState, thread: number): string[][] {
  const { line } = machine.line(state, thread)!;
  if (line.kind !== 'operation') return [];
  const paths: string[][] = [];
  const watch = (value: unknown, path: readonly string[]): unknown => {
    if (typeof value !== 'object' || value === null) {
      paths.push([...path]);
      return value;
    }
    const get = (of: object, key: PropertyKey) => {
      const inner: unknown = Reflect.get(of, key);
      const isOwn = typeof key === 'symbol' || key === 'length' || typeof inner === 'function';
      return isOwn ? inner : watch(inner, [...path, String(key)]);
    };
    return new Proxy(structuredClone(value), { get });
  };
  for (const alternative of line.alternatives) {
    for (const given of choicesOver(alternative, machine.scenario.machine.root, machine.sized)) {
      try {
        alternative.guard?.(watch(state.shared, []), machine.my(state, thread), ...chosen(given));
      } catch {
        // A guard that breaks a check is open, and its thread does not wait.
      }
    }
  }
  return paths;
}
