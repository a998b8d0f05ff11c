import type { Current } from '../../primitives/index.ts';
import type { Zones } from './zones.ts';

/** The recipe, as the first step of an allocation, or the one behind that. */
export const firstStep =
  <L>(recipe: (s: Zones, my: L) => void) =>
  (s: Zones, my: L & Current): void => {
    s.task[my.current]!.fast++;
    recipe(s, my);
  };

/** The recipe, as a step of an allocation, which counts while that is on its fast path. */
export const step =
  <L, R>(recipe: (s: Zones, my: L) => R) =>
  (s: Zones, my: L & Current): R => {
    const task = s.task[my.current]!;
    if (task.fast > 0) task.fast++;
    return recipe(s, my);
  };

/** The allocation is through, or has to look for a page elsewhere than on its CPU's list. */
export const leaveFastPath = (s: Zones, my: Current): void => {
  s.task[my.current]!.fast = 0;
};
