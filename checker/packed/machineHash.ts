import { createHash } from 'node:crypto';
import { tokensOf } from '../code/tokens.ts';
import { wholeMeaning } from '../meaning/wholeMeaning.ts';
import { apart, type Failure } from '../program/failure.ts';
import { messageOf } from '../program/messageOf.ts';
import type { Program } from '../program/program.ts';
import type { Compiled } from './compiled.ts';
import { PackedEngine } from './packedEngine.ts';
import { recipesIn, recipesOf } from './recipes.ts';
import { nothingSeen } from './seen.ts';

/**
 * What tells one checked machine from another: the first 16 hex digits of a SHA-256 over its schema, sizes, threads,
 * initial states, properties, the rule of preemption and its listings, with what each step means for all values of the
 * fields that it looks at. A step of which that is too much to write down has the text of its recipes instead, as
 * properties and the rule of preemption have; what such a text has closed over shows only in the states that some walks
 * lead to. So machines whose steps are all written down differ in their hash if they differ in a step, and not where
 * only their text does.
 */
export function machineHash(compiled: Compiled): string {
  const { scenario, schema, sizes, fns, threads, properties, measures, within, steps } = compiled.program;
  const meaning = wholeMeaning(compiled.program);
  const isWritten = recipesWritten(compiled.program, meaning);
  const parts = {
    schema,
    sizes,
    threads: threads.map(({ name, index, body, arguments: given, context, optional, forever, cpu }) => {
      const usual = { name, fn: body.fn, given, context, optional, forever };
      return cpu === index ? usual : { ...usual, cpu };
    }),
    preemption: scenario.preemption,
    starts: compiled.starts,
    properties: [...properties, ...within, ...measures.filter(({ atMost }) => atMost !== undefined)],
    fns: [...fns.values()].map(({ name, parameters, locals, lines }) => ({
      name,
      parameters,
      locals,
      lines: lines.map(({ label, line }) =>
        line.kind === 'call' ? { label, callee: line.callee.name, bind: line.bind } : { label, line },
      ),
    })),
    steps: steps.map(({ thread, label, chosen }) => [thread.index, label.name, chosen]),
    meaning,
    walks: randomWalks(compiled),
  };
  const asText = (_key: string, value: unknown) => {
    if (typeof value === 'function')
      return isWritten(value) ? 'its meaning is written' : tokensOf(value.toString());
    return value instanceof Map ? [...value] : value;
  };
  return createHash('sha256').update(JSON.stringify(parts, asText)).digest('hex').slice(0, 16);
}

/** Whether a recipe means nothing but what is written of every step that it is of. */
function recipesWritten(
  program: Program,
  meaning: readonly (string | undefined)[],
): (recipe: unknown) => boolean {
  const open = new Set<unknown>();
  program.steps.forEach((step, i) => {
    if (meaning[i] === undefined) for (const recipe of recipesOf(step.branch)) open.add(recipe);
  });
  const all = new Set<unknown>(recipesIn(program));
  return (recipe) => all.has(recipe) && !open.has(recipe);
}

const walkCount = 12;
const walkLength = 120;

/** Where walks lead that are as good as random, and always the same; what fails there and beside their way; what they witness. */
function randomWalks(compiled: Compiled): unknown[] {
  try {
    const engine = new PackedEngine(compiled);
    const starts = [...compiled.starts.values()].map((state) => engine.encode(state));
    const random = generator();
    return Array.from({ length: walkCount }, (_, i) =>
      randomWalk(engine, starts[i % starts.length]!, random),
    );
  } catch (error) {
    return [messageOf(error)];
  }
}

function randomWalk(engine: PackedEngine, start: Int32Array, random: (below: number) => number): unknown[] {
  const seen = nothingSeen(engine.program);
  const way: unknown[] = [];
  let state = start;
  for (let steps = 0; steps < walkLength; steps++) {
    seen.witnessed.clear();
    const { wrong } = engine.expand(state, 0, 0, seen);
    way.push(named(wrong === undefined ? [] : apart(wrong)), [...seen.witnessed]);
    engine.clear();
    const { failed, to } = engine.steps(state, 0, 0, seen);
    way.push(named(failed.flatMap(apart)));
    if (to === 0) break;
    const chosen = random(to) * engine.words;
    state = engine.batch.slice(chosen, chosen + engine.words);
    engine.clear();
    way.push(engine.decode(state));
  }
  engine.clear();
  return way;
}

const named = (failures: readonly Failure[]) => failures.map(({ check, property }) => [check, property]);

/** Whole numbers below one that is asked for, by a linear congruential generator. */
function generator(): (below: number) => number {
  let state = 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
