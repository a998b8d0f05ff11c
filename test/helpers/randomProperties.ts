import {
  always,
  atTheEnd,
  engineChecks,
  everyStep,
  never,
  type Property,
  sometimes,
  type Thread,
  type Threads,
  within,
} from '../../model/language/index.ts';
import { kernelChecks } from '../../model/primitives/index.ts';
import type { Choices } from './choices.ts';
import { leavesOfLocals } from './randomLocals.ts';
import type { RandomSchema } from './randomSchema.ts';
import { type Fields, type Given, type Term, Terms } from './randomTerms.ts';

/** A question about a state and its threads. */
interface Question {
  readonly text: string;
  readonly holds: (s: Fields, threads: Threads) => boolean;
}

/** Builds a few properties; their names say what they ask. */
export function randomProperties(
  choices: Choices,
  schema: RandomSchema,
  threads: readonly Thread[],
): Property<never>[] {
  const safe = { ...schema, reckless: 0 };
  const terms = new Terms(choices, { schema: safe, parameters: {}, locals: {} });
  const properties: Property<never>[] = [];
  const n = choices.below(5);
  for (let i = 0; i < n; i++) properties.push(property(choices, terms, threads, i));
  return properties;
}

function property(choices: Choices, terms: Terms, threads: readonly Thread[], i: number): Property<never> {
  const kind = choices.weighted({ sometimes: 5, always: 3, everyStep: 2, atTheEnd: 3, never: 2 });
  if (kind === 'never') {
    const check = choices.pick([...engineChecks, ...kernelChecks]);
    return never(`${i}: never ${check}`, check);
  }
  if (kind === 'everyStep') return stepProperty(choices, terms, threads, i);
  const { text, holds } = rarelyFalse(choices, kind, () => question(choices, terms, threads));
  // The third of them may be a statement of bounds.
  if (kind === 'always' && i === 2) return within(`${i}: within ${text}`, holds as never);
  const make = { sometimes, always, atTheEnd }[kind];
  return make(`${i}: ${kind} ${text}`, holds as never);
}

/** An `always` of one question is false at once too often: with two, of which one must hold, less so. */
function rarelyFalse(choices: Choices, kind: string, ask: () => Question): Question {
  if (kind === 'sometimes' || choices.chance(30)) return ask();
  const [a, b, c] = [ask(), ask(), ask()];
  return {
    text: `${a.text} || ${b.text} || ${c.text}`,
    holds: (s, threads) => a.holds(s, threads) || b.holds(s, threads) || c.holds(s, threads),
  };
}

function question(choices: Choices, terms: Terms, threads: readonly Thread[]): Question {
  if (choices.chance(60)) {
    const test: Term<boolean> = terms.test(1);
    return { text: test.text, holds: (s) => test.of(given(s)) };
  }
  const t = choices.below(threads.length);
  const { fn } = threads[t]!;
  const mine = leavesOfLocals({ ...fn.parameters, ...fn.locals });
  switch (choices.weighted({ label: 3, ended: 1, settled: 1, my: mine.length > 0 ? 3 : 0, current: 1 })) {
    case 'label': {
      const label = choices.pick([
        ...fn.lines.map((line) => line.label),
        ...['end', 'l0.l0', 'l1.l0', 'l1.l1', 'l*', '*.l1', 'l0.*', 'l1.l*'],
      ]);
      return {
        text: `!threads[${t}].mayBeAt(${label})`,
        holds: (_s, threads) => !threads[t]!.mayBeAt(label),
      };
    }
    case 'ended':
      return { text: `!threads[${t}].ended`, holds: (_s, threads) => !threads[t]!.ended };
    case 'settled':
      return { text: `threads[${t}].settled`, holds: (_s, threads) => threads[t]!.settled };
    case 'current': {
      const row = choices.below(3);
      return { text: `some thread is ${row}`, holds: (_s, all) => all.some(({ my }) => my.current === row) };
    }
    case 'my': {
      const { steps, leaf } = choices.pick(mine);
      const value = terms.constant(leaf);
      const way = steps.map((step) => (typeof step === 'string' ? step : choices.below(step.of)));
      const read = (my: unknown) => way.reduce((at, step) => (at as Fields)[step], my);
      return {
        text: `threads[${t}].ended || threads[${t}].my.${way.join('.')} !== ${value.text}`,
        holds: (_s, threads) => threads[t]!.ended || read(threads[t]!.my) !== value.of(given({})),
      };
    }
  }
}

function stepProperty(
  choices: Choices,
  terms: Terms,
  threads: readonly Thread[],
  i: number,
): Property<never> {
  const [before, after] = [question(choices, terms, threads), question(choices, terms, threads)];
  const spot = choices.chance(50) ? terms.spot((leaf) => leaf.domain === 'count') : undefined;
  if (spot !== undefined) {
    const grows = (from: Fields, to: Fields) =>
      (spot.of(given(to)) as number) >= (spot.of(given(from)) as number);
    return everyStep(`${i}: everyStep ${spot.text} does not fall`, grows as never);
  }
  const kept = (from: Fields, to: Fields, views: Threads) =>
    before.holds(from, views) || after.holds(to, views);
  return everyStep(`${i}: everyStep before ${before.text} || after ${after.text}`, kept as never);
}

const given = (s: Fields): Given => ({ s, my: { current: 0 }, row: 0 });
