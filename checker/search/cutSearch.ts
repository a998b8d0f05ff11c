import { CutShort, cutShort } from '../code/cutShort.ts';
import type { Compiled } from '../packed/compiled.ts';
import { PackedEngine } from '../packed/packedEngine.ts';
import { nothingSeen } from '../packed/seen.ts';
import { neverEnds } from '../program/stepLimit.ts';
import type { Budget } from './budget.ts';
import type { Stopped } from './space.ts';

/** Runs a slice of a search's work; returns how it was cut short where it was. */
export function sliceOf<T>(ms: number, work: () => T, interruptible = false): T | CutShort {
  try {
    return cutShort(ms, work, interruptible);
  } catch (error) {
    if (error instanceof CutShort) return error;
    throw error;
  }
}

/** What a search was at when it was cut short in the middle of something. */
export interface CutSearch {
  /** When it last looked at the clock, as performance.now() tells it. */
  readonly lookedAt: number;
  readonly engine: PackedEngine;
  /** The state to start from that was being made, or the states of which the one at the offset was being expanded. */
  readonly starting: string | undefined;
  readonly states: Int32Array;
  readonly offset: number;
}

/** What is to be said of it. */
export interface CutOutcome {
  readonly stopped: Stopped;
  readonly unfinished?: string;
}

/** Since when nobody has looked at the clock, in milliseconds, for what runs to be told as what does not end. */
const longMs = 450;

/**
 * Says why a search ended whose slice was cut short; undefined where it was through no fault of its own: what it was at
 * ends when it is done once more and alone, so the machine has slept meanwhile, or had no time for it. Throws ModelError
 * where a step does not end.
 */
export function afterCut(
  compiled: Compiled,
  cut: CutSearch,
  budget: Budget,
  isInterrupted: boolean,
): CutOutcome | undefined {
  const isLong = performance.now() - cut.lookedAt >= longMs;
  const unfinished = isLong ? { unfinished: doing(cut.engine, cut) } : {};
  if (isInterrupted) return { stopped: 'interrupted', ...unfinished };
  if (budget.isOver) return { stopped: 'timeout', ...unfinished };
  return onceMore(compiled, cut, budget);
}

/** Does it again, in the time that is left; what came of that, where it did not end. */
function onceMore(compiled: Compiled, cut: CutSearch, budget: Budget): CutOutcome | undefined {
  const { program, starts } = compiled;
  const { starting, states, offset } = cut;
  const engine = new PackedEngine(compiled);
  const again = () => {
    if (starting !== undefined) starts.get(starting);
    else if (offset >= 0) engine.expand(states, offset, 0, nothingSeen(program));
  };
  const { stepMs } = budget;
  const left = budget.left();
  const cameTo = sliceOf(Math.min(stepMs, left), again, true);
  if (!(cameTo instanceof CutShort)) return undefined;
  const unfinished = doing(engine, cut);
  if (cameTo.by === 'signal') return { stopped: 'interrupted', unfinished };
  if (left < stepMs) return { stopped: 'timeout', unfinished };
  throw neverEnds(program, unfinished, stepMs);
}

/** What of the user's runs, in words. */
function doing(engine: PackedEngine, { starting }: CutSearch): string {
  return starting === undefined ? engine.doing() : `the initial state '${starting}'`;
}
