import type { Recipe } from '../../model/language/index.ts';
import type { Program } from '../program/program.ts';

/** The recipes of a program's labels, each once: generated code calls them by their place in this list. */
export function recipesIn({ bodies }: Program): Recipe[] {
  const found = new Set<Recipe>();
  for (const { labels } of bodies) {
    for (const { branches } of labels) {
      for (const { alternative } of branches) {
        if (alternative.effect !== undefined) found.add(alternative.effect);
        if (alternative.guard !== undefined) found.add(alternative.guard);
      }
    }
  }
  return [...found];
}
