import { compile } from '../../checker/packed/compile.ts';
import type { Program } from '../../checker/program/program.ts';
import { breadthFirst } from '../../checker/search/breadthFirst.ts';
import { canRest } from '../../checker/search/canRest.ts';
import { stuckFailure } from '../../checker/search/stuckFailure.ts';

/** The threads of a program that can never rest again behind some state, each with what that is called. */
export async function stuckIn(
  program: Program,
): Promise<readonly (readonly [thread: string, check: string])[]> {
  const compiled = compile(program);
  const space = await breadthFirst(compiled, { sought: 'none' });
  const { stuck } = await canRest(compiled, space, {});
  return stuck.map(({ thread, state }) => {
    const failure = stuckFailure(compiled, space.explored.wordsOf(state), thread);
    return [program.threads[thread]!.name, 'check' in failure ? failure.check : 'a bound'];
  });
}
