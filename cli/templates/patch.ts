/** `patch.ts` of a new folder. */
export const patchTemplate = `import { atomic_inc_not_zero, deref, patch, replace, unless } from 'mmcheck';
import { find_object } from './machine.ts';

/** Hunks are anchored on labels by name: before, after, replace, remove. */
export const get_unless_zero = patch('mm: take a reference only where there is one already').in(
  find_object,
  replace('get_object', {
    get_object_unless_zero: unless(atomic_inc_not_zero((s, my) => deref(s.object, my.object), 'refcount'), 'return'),
  }),
);
`;
