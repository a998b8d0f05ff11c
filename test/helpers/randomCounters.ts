import {
  atomic_dec_and_test,
  atomic_inc_not_zero,
  refcount_dec_and_test,
  refcount_inc,
} from '../../model/primitives/index.ts';
import type { Recipe } from './randomRecipes.ts';
import type { Fields, Terms } from './randomTerms.ts';

/** A count of the state as the counting primitives find it. */
export interface Counter {
  readonly text: string;
  readonly rowOf: never;
  readonly field: string;
}

/** Any small count of the state, where there is one. */
export function randomCounter(terms: Terms): Counter | undefined {
  const { places } = terms.scope.schema;
  const counts = places.filter(({ at }) => at.domain === 'count' && (at.max as number) < 256);
  if (counts.length === 0) return undefined;
  const place = terms.choices.pick(counts);
  const owner = terms.owner(place);
  const field = place.steps.at(-1) as string;
  const rowOf = (s: Fields, my: Fields) => owner.of({ s, my, row: -1 });
  return { text: `${owner.text}.${field}`, rowOf: rowOf as never, field };
}

/** A primitive on a counter, of which some are questions. */
export function countingRecipe(terms: Terms, { text, rowOf, field }: Counter) {
  const name = terms.choices.weighted({
    atomic_inc_not_zero: 2,
    atomic_dec_and_test: 1,
    refcount_inc: 1,
    refcount_dec_and_test: 1,
  });
  const makers = { atomic_inc_not_zero, atomic_dec_and_test, refcount_inc, refcount_dec_and_test };
  return { text: `${name}(${text})`, recipe: makers[name](rowOf, field) as Recipe };
}
