import fc from 'fast-check';
import {
  type AnyPatch,
  after,
  applySeries,
  before,
  design,
  holds,
  ModelError,
  machine,
  many,
  patch,
  type Scenario,
  scenario,
  type Thread,
  type ThreadGroup,
} from '../../model/language/index.ts';
import { allocate, kernelChecks, type SlabRow } from '../../model/primitives/index.ts';
import { Choices, choiceBytes } from './choices.ts';
import { onCpus } from './randomCpus.ts';
import { type RandomFn, randomFn } from './randomFn.ts';
import { listStatements } from './randomLists.ts';
import { pageStatements } from './randomPages.ts';
import { randomProperties } from './randomProperties.ts';
import { assign, effectTerm, recipeOf } from './randomRecipes.ts';
import { type RandomSchema, randomSchema } from './randomSchema.ts';
import { constantOf, type Fields, type Term, Terms } from './randomTerms.ts';
import { showNode } from './showNode.ts';

/** A whole scenario with one design, `base`; printed, it reads as its listing does. */
export interface RandomMachine {
  readonly scenario: Scenario;
  readonly text: string;
}

const machines = (withParts: boolean): fc.Arbitrary<RandomMachine> =>
  fc
    .record({
      schema: choiceBytes(120),
      fns: fc.array(choiceBytes(400), { minLength: 1, maxLength: 3 }),
      threads: choiceBytes(40),
      initial: choiceBytes(60),
      properties: choiceBytes(120),
    })
    .map((bytes) => {
      const made = build(bytes, withParts);
      return { ...made, [fc.toStringMethod]: () => made.text };
    });

/** Machines of every kind, from ones without shared fields to ones with locks, slabs, RCU, calls and patches. */
export const randomMachine = machines(false);

/** The same with callbacks of RCU, data of each CPU, words, seqcounts or lists besides. */
export const kernelMachine = machines(true);

interface Bytes {
  readonly schema: Uint8Array;
  readonly fns: readonly Uint8Array[];
  readonly threads: Uint8Array;
  readonly initial: Uint8Array;
  readonly properties: Uint8Array;
}

function build(bytes: Bytes, withParts: boolean): RandomMachine {
  const forThreads = new Choices(bytes.threads);
  const n = forThreads.pick([1, 2, 3, 2, 3, 3]);
  const schema = randomSchema(new Choices(bytes.schema), n, withParts);
  const mm = machine(schema.shape, kernelChecks);
  const fns: RandomFn[] = [];
  bytes.fns.forEach((source, i) => {
    const name = `f${bytes.fns.length - 1 - i}`;
    fns.unshift(randomFn(new Choices(source), schema, mm, name, fns));
  });
  const alone = Array.from({ length: n }, (_, i) => randomThread(forThreads, schema, fns, i));
  const series = forThreads.chance(20) ? randomPatch(forThreads, schema, fns[0]!) : [];
  const { threads, preemption } = onCpus(forThreads, schema, alone);
  const initial = randomInitial(new Choices(bytes.initial), schema);
  const properties = randomProperties(new Choices(bytes.properties), schema, threads);
  const made = scenario('random/machine', {
    summary: 'a random machine',
    machine: mm,
    threads: asGroups(threads),
    initial: initial.recipes as never,
    properties: properties as never,
    ...(preemption === undefined ? {} : { preemption: preemption.holds as never }),
    designs: { base: design(series, holds) },
  });
  const text = [
    '',
    ...Object.entries(schema.shape).map(([name, node]) => `${name}: ${showNode(node)}`),
    ...fns.map((fn) => fn.text),
    ...threads.map(
      (t, i) =>
        `thread ${i}: ${t.fn.name}(${JSON.stringify(t.arguments)}) in ${t.context}${t.optional ? ', optional' : ''}${t.forever ? ', forever' : ''}, CPU ${t.cpu}`,
    ),
    `preemption: ${preemption?.text}`,
    ...series.map(({ subject }) => `patch: ${subject}`),
    ...initial.texts,
    ...properties.map(({ name }) => `property ${name}`),
    '',
  ].join('\n');
  return { scenario: made, text };
}

function randomThread(choices: Choices, schema: RandomSchema, fns: readonly RandomFn[], i: number): Thread {
  const { fn } = i === 0 ? fns[0]! : choices.pick(fns);
  const args = Object.entries(fn.parameters).map(([name, leaf]) => [
    name,
    constantOf(choices, leaf as never, schema.rows),
  ]);
  const context = choices.weighted({ task: 8, kworker: 2 });
  const optional = choices.chance(10);
  const forever = !optional && choices.chance(15);
  return { fn, arguments: Object.fromEntries(args), context, optional, forever };
}

/** The threads one by one, but equal functions side by side as a group, as scenarios write them. */
function asGroups(threads: readonly Thread[]): Record<string, Thread | ThreadGroup> {
  const [first, second] = threads;
  if (threads.length < 2 || first!.fn !== second!.fn)
    return Object.fromEntries(threads.map((t, i) => [`p${i}`, t]));
  const rest = threads.slice(2).map((t, i): [string, Thread] => [`q${i}`, t]);
  return { p: many(2, (i) => threads[i]!), ...Object.fromEntries(rest) };
}

/** A commit that adds one line to the function of the first thread, unless no path would lead there. */
function randomPatch(choices: Choices, schema: RandomSchema, { fn }: RandomFn): AnyPatch[] {
  const { parameters, locals } = fn;
  const term = effectTerm(new Terms(choices, { schema, parameters, locals }), 1);
  const at = choices.pick(fn.lines).label;
  const [place, hunk] = choices.chance(50) ? (['before', before] as const) : (['after', after] as const);
  const added = patch(`${place} ${fn.name}.${at}: ${term.text}`).in(
    fn as never,
    ...([hunk(at, { patched: recipeOf(term) as never })] as never[]),
  );
  try {
    applySeries([fn], [added]);
    return [added];
  } catch (error) {
    if (error instanceof ModelError) return [];
    throw error;
  }
}

function randomInitial(choices: Choices, schema: RandomSchema): { recipes: Fields; texts: string[] } {
  const names = ['start', 'other', 'third'].slice(0, 1 + choices.below(3));
  const made = names.map((name) => [name, initialStatements(choices, schema)] as const);
  const recipe = (statements: readonly Term<void>[]) => (s: Fields) => {
    for (const { of } of statements) of({ s, my: {}, row: 0 });
  };
  return {
    recipes: Object.fromEntries(made.map(([name, statements]) => [name, recipe(statements)])),
    texts: made.map(([name, all]) => `initial ${name}: ${all.map(({ text }) => text).join('; ')}`),
  };
}

function initialStatements(choices: Choices, schema: RandomSchema): Term<void>[] {
  const terms = new Terms(choices, { schema: { ...schema, reckless: 0 }, parameters: {}, locals: {} });
  const statements: Term<void>[] = [];
  for (let i = 0; schema.hasSlab && i < schema.rows.get('obj')!; i++) {
    if (choices.chance(50)) continue;
    statements.push({
      text: `allocate(obj[${i}])`,
      of: ({ s }) => allocate((s.obj as readonly SlabRow[])[i]!),
    });
  }
  for (const { begins } of schema.parts)
    statements.push({ text: 'what its parts begin with', of: ({ s }) => begins(s as never) });
  if (schema.hasLists) statements.push(...listStatements(choices, schema.rows));
  if (schema.hasPages) statements.push(...pageStatements(choices));
  const n = choices.below(4);
  for (let i = 0; i < n; i++) {
    const spot = terms.spot(undefined, true);
    if (spot !== undefined) statements.push(assign(spot, terms.constant(spot.leaf)));
  }
  return statements;
}
