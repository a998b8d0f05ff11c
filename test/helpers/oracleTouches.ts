import { atomicScope, type RecordNode } from '../../model/language/index.ts';
import { chosen } from './oracleChoices.ts';
import type { Choice, OracleMachine, OracleState } from './oracleMachine.ts';
import type { Fields } from './oracleViews.ts';

/** One access of the hardware: what it loads and what it stores, each by its unit, and the values that it leaves. */
export interface OracleAccess {
  readonly loads: Set<string>;
  readonly stores: Set<string>;
  readonly left: [path: string, value: unknown][];
}

/** What a step accesses, in order, and what it leaves, behind so many accesses, in fields that no hardware has. */
export interface OracleTouches {
  readonly accesses: readonly OracleAccess[];
  readonly ghosts: readonly (readonly [path: string, value: unknown, behind: number])[];
}

interface Touch {
  readonly kind: 'load' | 'store';
  readonly path: string;
  readonly value: unknown;
  /** Which `atomically` it is in; 0 for none. */
  readonly atomic: number;
}

/** What a choice touches in a state: who takes what is left has looked at all the guards of its line before. */
export const touchesOf = (machine: OracleMachine, state: OracleState, choice: Choice): OracleTouches =>
  touched(machine, () => look(machine, state, choice));

/** What a choice that is closed in a state looks at there in vain. */
export function lookedAt(machine: OracleMachine, state: OracleState, choice: Choice): OracleTouches {
  const { thread, alternative } = choice;
  return touched(machine, () =>
    alternative.guard?.(machine.seen(state.shared), machine.my(state, thread), ...chosen(choice)),
  );
}

function touched(machine: OracleMachine, does: () => void): OracleTouches {
  const touches: Touch[] = [];
  atomicScope.count = 0;
  machine.sized.touched = (kind, path, value) =>
    touches.push({ kind, path, value, atomic: atomicScope.depth > 0 ? atomicScope.count : 0 });
  try {
    does();
  } catch {
    // It breaks a check: what it has touched until then, it has touched.
  } finally {
    machine.sized.touched = undefined;
  }
  return accessesOf(machine.scenario.machine.root, touches);
}

/** Does what a choice does in a copy of the state, with all that is asked before it. */
function look(machine: OracleMachine, state: OracleState, choice: Choice): void {
  const { thread, alternative } = choice;
  const copy = structuredClone(state);
  const [shared, my] = [machine.seen(copy.shared), machine.my(copy, thread)];
  const line = machine.line(state, thread)?.line;
  const isLeft = line?.kind === 'operation' && line.otherwise === alternative;
  for (const closed of isLeft ? machine.all(state, thread) : [])
    closed.alternative.guard?.(shared, my, ...chosen(closed));
  alternative.guard?.(shared, my, ...chosen(choice));
  alternative.effect?.(shared, my, ...chosen(choice));
}

function accessesOf(root: RecordNode, touches: readonly Touch[]): OracleTouches {
  const accesses = new Map<string, OracleAccess>();
  const ghosts: [string, unknown, number][] = [];
  touches.forEach(({ kind, path, value, atomic }, i) => {
    const { unit, lock, ghost } = placeOf(root, path);
    if (ghost) {
      if (kind === 'store') ghosts.push([path, value, accesses.size]);
      return;
    }
    const before = touches.slice(0, i).filter((other) => other.kind === kind && other.path === path);
    const alone = atomic > 0 ? `atomic ${atomic}` : `${kind} ${unit}, time ${before.length}`;
    const key = lock === undefined ? alone : `lock ${lock}`;
    const access = accesses.get(key) ?? { loads: new Set(), stores: new Set(), left: [] };
    accesses.set(key, access);
    access[kind === 'load' ? 'loads' : 'stores'].add(unit);
    if (kind === 'store') access.left.push([path, value]);
  });
  return { accesses: [...accesses.values()], ghosts };
}

interface PlaceOfLeaf {
  /** What is loaded or stored with it: its lock, its machine word, or it alone. */
  readonly unit: string;
  readonly lock: string | undefined;
  readonly ghost: boolean;
}

const stepsOf = (path: string): string[] => path.split(/[.[\]]+/).filter((step) => step !== '');

function placeOf(root: RecordNode, path: string): PlaceOfLeaf {
  let node: unknown = root;
  let [at, unit, lock, ghost] = ['', undefined as string | undefined, undefined as string | undefined, false];
  for (const step of stepsOf(path)) {
    const { kind, row, fields, lifetime } = node as Fields & { lifetime?: { untouched: string[] } };
    if (kind === 'table') {
      at += `[${step}]`;
      node = { ...(row as object), own: lifetime?.untouched };
      continue;
    }
    const own = (node as { own?: string[] }).own ?? [];
    node = (fields as Fields)[step];
    at += at === '' ? step : `.${step}`;
    const inner = node as { lock?: unknown; word?: true; ghost?: true };
    if (inner.lock !== undefined) lock = at;
    if (inner.lock !== undefined || inner.word === true) unit ??= at;
    // What a slab knows of its rows is no field of theirs.
    if (inner.ghost === true || own.includes(step)) ghost = true;
  }
  return { unit: unit ?? path, lock, ghost };
}

/** The state with these values in their places. */
export function withValues(
  state: OracleState,
  values: readonly (readonly [path: string, value: unknown])[],
): OracleState {
  const next = structuredClone(state);
  for (const [path, value] of values) {
    const steps = stepsOf(path);
    const last = steps.pop()!;
    const owner = steps.reduce<Fields>((at, step) => at[step] as Fields, next.shared);
    owner[last] = value;
  }
  return next;
}
