import { cutShort } from '../checker/code/cutShort.ts';
import type { Compiled } from '../checker/index.ts';
import { machineHash } from '../checker/packed/machineHash.ts';
import { stepLimitMs } from '../checker/program/stepLimit.ts';

/** The hash of a machine; `unknown` where running its recipes for that comes to no end, or fails. */
export function hashOf(compiled: Compiled): string {
  try {
    return cutShort(2 * stepLimitMs, () => machineHash(compiled));
  } catch {
    return 'unknown';
  }
}
