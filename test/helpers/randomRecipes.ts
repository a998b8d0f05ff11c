import { atomically } from '../../model/language/index.ts';
import { BUG_ON, kmem_cache_free, type SlabRow, type Tasks, WARN_ON } from '../../model/primitives/index.ts';
import type { Given, Spot, Term, Terms } from './randomTerms.ts';

/** A recipe as an engine calls it. */
export type Recipe = (s: never, my: never, row: number) => unknown;

/** Anything that may stand at a label, with how it reads. */
export interface RandomLine {
  readonly text: string;
  readonly line: unknown;
}

/** One to a few statements, now and then as one access. */
export function effectTerm(terms: Terms, most = 2): Term<void> {
  const statements = Array.from({ length: 1 + terms.choices.below(most) }, () => statement(terms));
  return maybeAtomic(terms, {
    text: statements.map(({ text }) => text).join('; '),
    of: (given) => {
      for (const { of } of statements) of(given);
    },
  });
}

/** What a term does, as one access in some cases. */
export function maybeAtomic<T>(terms: Terms, term: Term<T>): Term<T> {
  if (!terms.choices.chance(8)) return term;
  return { text: `atomically { ${term.text} }`, of: (given) => atomically(() => term.of(given)) };
}

/** A question that may change something before it is answered, as trylock does. */
export function testTerm(terms: Terms): Term<unknown> {
  const test = terms.test();
  if (!terms.choices.chance(30)) return maybeAtomic(terms, test);
  const first = statement(terms);
  return maybeAtomic(terms, {
    text: `${first.text}; return ${test.text}`,
    of: (given) => {
      first.of(given);
      return test.of(given);
    },
  });
}

/** The recipe that a term is. */
export const recipeOf =
  ({ of }: Term): Recipe =>
  (s, my, row) =>
    of({ s, my, row });

/** The question that a term is: what lies in no row is neither true nor false, and no answer. */
export const questionOf =
  ({ of }: Term): Recipe =>
  (s, my, row) =>
    Boolean(of({ s, my, row }));

function statement(terms: Terms): Term<unknown> {
  const { choices, scope } = terms;
  const { hasSlab, reckless } = scope.schema;
  switch (choices.weighted({ assign: 12, if: 3, free: hasSlab ? 4 : 0, bug: reckless > 0 ? 1 : 0 })) {
    case 'if': {
      const [test, then] = [terms.test(1), assignment(terms)];
      return {
        text: `if (${test.text}) ${then.text}`,
        of: (given) => {
          if (test.of(given)) then.of(given);
        },
      };
    }
    case 'free':
      return freeing(terms);
    case 'bug': {
      const test = terms.test();
      const [name, check] = choices.chance(50)
        ? (['WARN_ON', WARN_ON] as const)
        : (['BUG_ON', BUG_ON] as const);
      return { text: `${name}(${test.text})`, of: (given) => check(test.of(given), test.text) };
    }
    default:
      return assignment(terms);
  }
}

function assignment(terms: Terms): Term<unknown> {
  const spot = terms.spot(undefined, true);
  if (spot === undefined) return { text: 'nothing', of: () => {} };
  return assign(spot, terms.value(spot.leaf));
}

/** The assignment of a value to a spot that can be written. */
export function assign(spot: Spot, value: Term): Term<void> {
  return {
    text: `${spot.text} = ${value.text}`,
    of: (given: Given) => spot.set?.(given, value.of(given)),
  };
}

/** The free of an object that may be there, or not. */
export function freeing(terms: Terms): Term<unknown> {
  const row = terms.rowOf('obj');
  const careful = terms.scope.schema.reckless === 0 || terms.choices.chance(50);
  return {
    text: `${careful ? 'if it is live ' : ''}kmem_cache_free(${row.text})`,
    of: (given) => {
      const object = row.of(given) as unknown as SlabRow;
      if (!careful || object.slab.inuse) kmem_cache_free(object, given.s as unknown as Tasks);
    },
  };
}
