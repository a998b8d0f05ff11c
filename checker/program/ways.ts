import { decides } from '../../model/language/index.ts';
import type { FlatBranch } from './body.ts';

/**
 * The two ways in which a step may be taken, as bits: one for a test that is true, the other one for a test that is
 * false, and for a step whose test decides nothing.
 */
export const ways = { no: 1, yes: 2 } as const;

/** Whether it is for a test to say where the thread goes, and the two labels are different ones. */
export const hasTwoWays = ({ alternative, targets: [no, yes] }: FlatBranch): boolean =>
  decides(alternative.next) && no.label !== yes.label;
