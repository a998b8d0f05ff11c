import { CutShort, cutShort } from '../../code/cutShort.ts';
import type { FlatLabel } from '../../program/body.ts';
import { type Failure, failingStep } from '../../program/failure.ts';
import { known } from '../../program/known.ts';
import type { Program } from '../../program/program.ts';
import type { State } from '../../program/state.ts';
import { neverEnds } from '../../program/stepLimit.ts';
import { CheckedSteps } from '../../reference/checkedSteps.ts';
import { ReferenceEngine } from '../../reference/referenceEngine.ts';
import { Movements } from './movements.ts';

/** A failure without any race: the threads ran one after the other. */
export interface SerialFailure {
  readonly check: string;
  readonly property?: string;
  readonly message: string;
  /** The label whose step fails, and the function that its thread was started with; none where a state fails. */
  readonly at?: FlatLabel;
  readonly root?: string;
}

/** More nodes than that are not explored: the search over all interleavings decides then. */
const nodeLimit = 20_000;

/**
 * The first failure of the runs in which a thread that has begun goes on until it has ended, waits or is idle again, in
 * any order of the threads and with every choice that they have; undefined where none of them fails. A thread that may
 * come to where it goes on for ever by itself, whatever it chooses, is a failure too, `never-ends`, unless it is among
 * the `endless` ones, which do so in the design as it is.
 */
export function serialFailure(
  program: Program,
  endless: ReadonlySet<string> = new Set(),
): SerialFailure | undefined {
  return inTime(program, (engine) => {
    const runs = new SerialRuns(engine);
    return runs.run() ?? runs.rounds().find(({ thread }) => !endless.has(thread))?.failure;
  });
}

/** Milliseconds that these runs may take: without a line a recipe may go round for ever. */
const runMs = 30_000;

function inTime<T>(program: Program, ask: (engine: ReferenceEngine) => T): T {
  const engine = new ReferenceEngine(program);
  try {
    return cutShort(runMs, () => ask(engine), true);
  } catch (error) {
    throw error instanceof CutShort && error.by === 'time'
      ? neverEnds(program, engine.doing(), runMs)
      : error;
  }
}

/** The names of the threads that may come to where they go on for ever by themselves; of all where that is not known. */
export function endlessThreads(program: Program): ReadonlySet<string> {
  return endlessIn(new SerialRuns(new ReferenceEngine(program)));
}

/** What the lines of a program do, in these runs and in some with races, for lines that no other ones reach. */
export function movementsOf(program: Program): Movements {
  const movements = new Movements(program);
  movements.endless = endlessIn(new SerialRuns(new ReferenceEngine(program), movements));
  walk(new ReferenceEngine(program), movements);
  return movements;
}

function endlessIn(runs: SerialRuns): ReadonlySet<string> {
  const failed = runs.run() !== undefined;
  const threads = runs.engine.program.threads.map(({ name }) => name);
  return new Set(failed || runs.isGivenUp ? threads : runs.rounds().map(({ thread }) => thread));
}

/** Runs at random, the same ones every time. */
function walk(engine: ReferenceEngine, movements: Movements): void {
  let random = 1;
  const below = (n: number) => {
    random = (random * 48_271) % 0x7fff_ffff;
    return random % n;
  };
  const starts = [...engine.initial().values()];
  const checked = new CheckedSteps(engine);
  let left = walkedSteps;
  for (let i = 0; i < walks; i++) {
    let state = starts[i % starts.length]!;
    for (let steps = 0; steps < walkLimit && left > 0; steps++, left--) {
      const possible = engine.enabled(state);
      if (possible.length === 0) break;
      const step = possible[below(possible.length)]!;
      const next = checked.step(state, step);
      if ('check' in next) break;
      movements.note(step, state, next);
      state = next;
    }
  }
}

const walks = 100;
const walkLimit = 300;
/** All of them together: a thread that loops makes each as long as it may be. */
const walkedSteps = 4000;

/** A state, and the thread that runs there; none where the next one may be any. */
interface Place {
  readonly state: State;
  readonly running: number | undefined;
}

/** A place that is known: the places to which its own thread goes on, by key, and whether it has come to an end there. */
interface Known extends Place {
  readonly next: string[];
  stops: boolean;
}

/** A thread that goes on for ever by itself. */
interface Round {
  readonly thread: string;
  readonly failure: SerialFailure;
}

class SerialRuns {
  readonly engine: ReferenceEngine;
  isGivenUp = false;
  readonly #checked: CheckedSteps;
  readonly #movements: Movements | undefined;
  readonly #known = new Map<string, Known>();

  constructor(engine: ReferenceEngine, movements?: Movements) {
    this.engine = engine;
    this.#movements = movements;
    this.#checked = new CheckedSteps(engine);
  }

  /** Takes all runs; the first failure ends that. */
  run(): SerialFailure | undefined {
    const starts = [...this.engine.initial().values()];
    const open = starts.reverse().map((state): [string, Place] => placed({ state, running: undefined }));
    for (let top = open.pop(); top !== undefined; top = open.pop()) {
      const [key, place] = top;
      if (this.#known.has(key)) continue;
      if (this.#known.size >= nodeLimit) {
        this.isGivenUp = true;
        return undefined;
      }
      const known: Known = { ...place, next: [], stops: false };
      this.#known.set(key, known);
      const failure = this.#expand(known, open);
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  /** The places from which a thread by itself never stops, one a thread; none where not all runs were taken. */
  rounds(): Round[] {
    if (this.isGivenUp) return [];
    const before = new Map<string, string[]>();
    for (const [key, { next }] of this.#known) {
      for (const to of next) {
        const known = before.get(to);
        if (known === undefined) before.set(to, [key]);
        else known.push(key);
      }
    }
    const open = [...this.#known].flatMap(([key, { stops }]) => (stops ? [key] : []));
    const stopping = new Set(open);
    for (let key = open.pop(); key !== undefined; key = open.pop()) {
      for (const from of before.get(key) ?? []) {
        if (stopping.has(from)) continue;
        stopping.add(from);
        open.push(from);
      }
    }
    const rounds = new Map<number, Round>();
    for (const [key, { running }] of this.#known)
      if (running !== undefined && !rounds.has(running) && !stopping.has(key))
        rounds.set(running, this.#roundFrom(key, running));
    return [...rounds.values()];
  }

  #expand(known: Known, open: [string, Place][]): SerialFailure | undefined {
    const { state, running } = known;
    const { engine } = this;
    const wrong = this.#checked.wrong(state);
    if (wrong !== undefined) return this.#failure(wrong);
    const own = running === undefined || this.#isIdle(known) ? [] : engine.enabledOf(state, running);
    known.stops = own.length === 0;
    for (const step of own.length > 0 ? own : engine.enabled(state)) {
      const next = this.#checked.step(state, step);
      if ('check' in next) return this.#failure(next);
      this.#movements?.note(step, state, next);
      const place = placed({ state: next, running: step.thread.index });
      if (own.length > 0) known.next.push(place[0]);
      open.push(place);
    }
    return undefined;
  }

  /** Whether the thread that runs has no work, or has come round where it is meant to go on for ever. */
  #isIdle({ state, running }: Place): boolean {
    const { optional, forever } = this.engine.program.threads[running!]!;
    return (optional || forever) && state.threads[running!]!.label === 0;
  }

  #failure(failure: Failure): SerialFailure {
    const { check, property, message } = failure;
    const failing = failingStep(failure);
    const step = failing === undefined ? undefined : this.engine.program.steps[failing]!;
    return { check, message, ...known({ property, at: step?.label, root: step?.thread.body.fn }) };
  }

  /** The round that a thread comes to from a place from which it never stops. */
  #roundFrom(start: string, running: number): Round {
    const thread = this.engine.program.threads[running]!;
    const way = new Set<string>();
    let key = start;
    for (; !way.has(key); key = this.#known.get(key)!.next[0]!) way.add(key);
    const at = thread.body.labels[this.#known.get(key)!.state.threads[running]!.label]!;
    const message = `a thread by itself comes back to where it was, at ${at.name}, for ever`;
    return { thread: thread.name, failure: { check: 'never-ends', message } };
  }
}

const placed = (place: Place): [key: string, Place] => [JSON.stringify([place.state, place.running]), place];
