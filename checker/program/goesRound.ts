import type { Body } from './body.ts';

/**
 * Whether a body by its listing alone runs for ever: no way through it ends, and from every label there is a way back to
 * the first one, as in a `for (;;)` around the whole function.
 */
export function goesRound({ labels }: Body): boolean {
  const next = labels.map(({ branches }) =>
    branches.flatMap(({ targets }) => targets.map(({ label }) => label)),
  );
  if (next.some((targets) => targets.includes(labels.length))) return false;
  const back = new Set([0]);
  for (let size = 0; size < back.size; ) {
    size = back.size;
    next.forEach((targets, label) => {
      if (targets.some((to) => back.has(to))) back.add(label);
    });
  }
  return back.size === labels.length;
}
