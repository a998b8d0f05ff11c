import type { Looking } from '../meaning/viewOf.ts';
import { decode, encode, outsideDomain } from '../program/domain.ts';
import { GuardWrote } from '../program/recipeError.ts';
import { localGone } from '../program/threadViews.ts';

/**
 * What may be done through a view: an effect writes, a guard that writes is told so, a property has nothing to assign to,
 * and of the locals of a thread that has ended it does not see any.
 */
export type Allowed = 'write' | 'read' | 'observe' | 'ended';

/**
 * Looks at an immer draft, or at a frozen state, with the checks that generated code makes in the packed engine:
 * domains, touches of freed rows, guards that write.
 */
export function checkedLooking(allowed: Allowed): Looking {
  return {
    leaf: ({ leaf, values, key, path }) => {
      const get = () => {
        if (allowed === 'ended') throw localGone(path);
        return values[key];
      };
      if (allowed === 'observe' || allowed === 'ended') return { get };
      const set = (value: unknown) => {
        const code = encode(leaf, value);
        if (code === undefined) throw outsideDomain(path, leaf, value);
        // What changes nothing is allowed, as in the packed engine, which compares states around a guard.
        if (allowed === 'read' && values[key] !== value) throw new GuardWrote();
        if (allowed === 'write') values[key] = decode(leaf, code);
      };
      return { get, set };
    },
    enter: ({ lifetime }, view, name, field) => {
      if (lifetime !== undefined && !lifetime.untouched.includes(field)) lifetime.touch(view as never, name);
    },
  };
}
