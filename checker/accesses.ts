import type { LabelAccesses } from './meaning/labelAccesses.ts';
import { compile } from './packed/compile.ts';
import type { Program } from './program/program.ts';
import { labelAccesses } from './search/accessed.ts';
import { breadthFirst } from './search/breadthFirst.ts';
import type { SearchOptions } from './search/searchOptions.ts';
import type { Stopped } from './search/space.ts';

/** What the labels of a program access in the states that it reaches, and why that is not all, where it is not. */
export interface Accesses {
  readonly labels: readonly LabelAccesses[];
  readonly stopped: Stopped | undefined;
}

/** Explores a program, whatever fails in it, and says what each of its labels accesses, against whom. */
export async function accesses(
  program: Program,
  options: Omit<SearchOptions, 'sought'> = {},
): Promise<Accesses> {
  const compiled = compile(program);
  const space = await breadthFirst(compiled, { ...options, sought: 'none' });
  const { labels, stopped } = await labelAccesses(compiled, space, options);
  return { labels, stopped: space.stopped ?? stopped };
}
