import { alternativesOf, type ListedLine } from '../../model/language/index.ts';

/** Whether a function, by its lines alone, never returns and can always come back to its first line. */
export function isLoop(lines: readonly ListedLine[]): boolean {
  const targets = lines.map(({ line }, at): number[] => {
    if (line.kind === 'call') return [at + 1];
    return alternativesOf(line).flatMap(({ next }) => {
      const to = 'label' in next ? lines.findIndex(({ label }) => label === next.label) : at + 1;
      const jump = to < 0 ? lines.length : to;
      return next.kind === 'when' || next.kind === 'unless' ? [jump, at + 1] : [jump];
    });
  });
  const reach = (from: number, seen: Set<number>): Set<number> => {
    for (const to of targets[from] ?? []) if (!seen.has(to)) reach(to, seen.add(to));
    return seen;
  };
  return lines.every((_, at) => {
    const seen = reach(at, new Set());
    return seen.has(0) && !seen.has(lines.length);
  });
}
