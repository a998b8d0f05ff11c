/**
 * Where the thread goes afterwards: the following label, a named one, one of the two as the effect returns, or the label
 * that the effect returns.
 */
export type Next =
  | { readonly kind: 'fall' }
  | { readonly kind: 'goto'; readonly label: string }
  | { readonly kind: 'when' | 'unless'; readonly label: string }
  | { readonly kind: 'switch'; readonly labels: readonly string[] };

/** What a switch returns to go on at the following label. */
export const breakLabel = 'break';

/** Whether it is for the effect's result to say where the thread goes. */
export const decides = ({ kind }: Next): boolean => kind !== 'fall' && kind !== 'goto';

/** The labels that it may jump to. */
export function labelsIn(next: Next): readonly string[] {
  if (next.kind === 'fall') return [];
  return next.kind === 'switch' ? next.labels.filter((label) => label !== breakLabel) : [next.label];
}

/** Whether it may go on at the following label. */
export const mayFall = (next: Next): boolean =>
  next.kind === 'switch' ? next.labels.includes(breakLabel) : next.kind !== 'goto';
