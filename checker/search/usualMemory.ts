import { totalmem } from 'node:os';

/** Bytes: three quarters of what this process may have; the rest is for what stands in no table, and for others. */
export function usualMemory(): number {
  // 0 or more than there is where nothing but the machine limits it.
  const constrained = process.constrainedMemory?.() || Number.POSITIVE_INFINITY;
  return (Math.min(totalmem(), constrained) * 3) / 4;
}
