import { createHash } from 'node:crypto';
import { messageOf } from '../program/messageOf.ts';
import type { Compiled } from './compiled.ts';
import { PackedEngine } from './packedEngine.ts';
import { nothingSeen } from './seen.ts';

/**
 * What tells one checked machine from another: the first 16 hex digits of a SHA-256 over its schema, sizes, threads,
 * initial states, properties and listings with the text of their recipes, and over the states that some walks through
 * it lead to. The walks notice what a recipe has closed over, which is no part of its text.
 */
export function machineHash(compiled: Compiled): string {
  const { scenario, initial, schema, sizes, fns, threads, properties } = compiled.program;
  const parts = {
    schema,
    sizes,
    threads: threads.map(({ name, index, body, arguments: given, context, optional, cpu }) => {
      const usual = { name, fn: body.fn, given, context, optional };
      return cpu === index ? usual : { ...usual, cpu };
    }),
    preemption: scenario.preemption,
    initial,
    properties,
    fns: [...fns.values()].map(({ name, parameters, locals, lines }) => ({
      name,
      parameters,
      locals,
      lines: lines.map(({ label, line }) =>
        line.kind === 'call'
          ? { label, callee: line.callee.name, bind: line.bind }
          : { label, form: line.form, alternatives: line.alternatives, otherwise: line.otherwise },
      ),
    })),
    walks: randomWalks(compiled),
  };
  return createHash('sha256').update(JSON.stringify(parts, asText)).digest('hex').slice(0, 16);
}

/** Functions as their text, maps as their entries. */
function asText(_key: string, value: unknown): unknown {
  if (typeof value === 'function') return bareText(value.toString());
  return value instanceof Map ? [...value] : value;
}

/**
 * The text of a function without what compilers and loaders change in it: white space, comments, quotes, brackets around
 * one parameter, semicolons and commas, and the way to what it imports.
 */
function bareText(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    .replace(/\(0,\s*([\w$.]+)\)/g, '$1')
    .replace(/\b_[\w$]+\.(?=[A-Za-z])/g, '')
    .replace(/["'`]/g, "'")
    .replace(/[\s;,()]/g, '');
}

const walkCount = 12;
const walkLength = 120;

/** Where walks lead that are as good as random, and always the same; and the checks that fail beside their way. */
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
    const { failed, to } = engine.steps(state, 0, 0, seen);
    way.push(...failed.map(({ check, property }) => [check, property]));
    if (to === 0) break;
    const chosen = random(to) * engine.words;
    state = engine.batch.slice(chosen, chosen + engine.words);
    engine.clear();
    way.push(engine.decode(state));
  }
  engine.clear();
  return way;
}

/** Whole numbers below one that is asked for, by a linear congruential generator. */
function generator(): (below: number) => number {
  let state = 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
