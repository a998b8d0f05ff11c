import type { Expected } from '../../model/language/index.ts';
import type { Judgement } from './judge.ts';

/** How a verdict stands to what was expected of a design; only the first is a pass. */
export type Outcome = 'as-expected' | 'unexpected-violation' | 'violation-not-found' | 'incomplete';

/** The outcome of a verdict; `complete` says whether the whole space was explored. */
export function outcomeOf({
  asExpected,
  verdict,
  expected,
  complete,
}: Pick<Judgement, 'asExpected' | 'verdict'> & {
  readonly expected: Expected;
  readonly complete: boolean;
}): Outcome {
  if (asExpected) return 'as-expected';
  if (verdict === 'violated') return 'unexpected-violation';
  return expected.verdict === 'violated' && complete ? 'violation-not-found' : 'incomplete';
}
