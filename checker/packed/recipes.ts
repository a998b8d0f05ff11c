import type { Recipe } from '../../model/language/index.ts';
import type { FlatBranch } from '../program/body.ts';
import type { Program } from '../program/program.ts';

/** The recipes of a program's labels, each once: generated code calls them by their place in this list. */
export function recipesIn({ bodies }: Program): Recipe[] {
  const branches = bodies.flatMap(({ labels }) => labels.flatMap((label) => label.branches));
  return [...new Set(branches.flatMap(recipesOf))];
}

/** The recipes of a branch. */
export function recipesOf({ alternative: { effect, guard } }: FlatBranch): Recipe[] {
  return [effect, guard].filter((recipe) => recipe !== undefined);
}
