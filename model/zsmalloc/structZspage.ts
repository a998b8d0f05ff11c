import { bool, type Lifetime, type Shape, type Size } from '../language/index.ts';
import { slab } from '../primitives/index.ts';

interface Squeezed {
  readonly squeezed: boolean;
}

/**
 * The table of struct zspage: a slab, but for rows with `squeezed`, which are not objects of their own but fields in
 * the struct page of the first page (before 3783689a1aa8). Those are always there, and nobody frees them.
 */
export function structZspage<F extends Shape>(rows: Size, fields: F) {
  const node = slab(rows, { ...fields, squeezed: bool() });
  const ofSlab = node.lifetime as Lifetime & {
    readonly touch: (row: Squeezed, name: string) => void;
    readonly allocated: (row: Squeezed) => boolean;
  };
  const lifetime: Lifetime = {
    ...ofSlab,
    untouched: [...ofSlab.untouched, 'squeezed'],
    touch: (row: Squeezed, name: string) => {
      if (!row.squeezed) ofSlab.touch(row, name);
    },
    allocated: (row: Squeezed) => !row.squeezed && ofSlab.allocated(row),
  };
  return { ...node, lifetime };
}
