import { ModelError } from '../../model/language/index.ts';
import { valuesOf } from './domain.ts';
import type { SizedLeaf, SizedNode } from './sizedSchema.ts';

/** The most 32-bit words that a state may have. */
const maxWords = 64;

/** How many bits a leaf takes. */
export function widthOf(leaf: SizedLeaf): number {
  return Math.max(1, 32 - Math.clz32(valuesOf(leaf) - 1));
}

/** How many bits the leaves of a node take together. */
export function bitsIn(node: SizedNode): number {
  if (node.kind === 'leaf') return widthOf(node);
  if (node.kind === 'table') return node.rows * bitsIn(node.row);
  let bits = 0;
  for (const child of node.fields.values()) bits += bitsIn(child);
  return bits;
}

/** Throws ModelError for a state of so many bits if that is too wide. */
export function checkWidth(scenario: string, bits: number): void {
  if (bits <= maxWords * 32) return;
  throw new ModelError(
    `${scenario}: a state of it has ${bits} bits; allowed: up to ${maxWords * 32} (fewer rows, smaller bounds)`,
  );
}
