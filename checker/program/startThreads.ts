import {
  allowedNames,
  describe,
  ModelError,
  type Scenario,
  type Shape,
  type Sizes,
  type StartedThread,
  startedThreads,
  type Thread,
} from '../../model/language/index.ts';
import { encode } from './domain.ts';
import { sizeLeaf } from './sizedSchema.ts';

/** The threads of a scenario, each group as many as its size says. Throws ModelError for one that cannot be. */
export function startThreads(scenario: Scenario, sizes: Sizes): StartedThread[] {
  const started = startedThreads(scenario, sizes);
  const names = new Set<string>();
  for (const { name } of started) {
    if (/^\d+$/.test(name) || name === 'length') {
      throw new ModelError(
        `${scenario.name}: a thread cannot be called '${name}', which properties already have of the list of threads; allowed: other names`,
      );
    }
    if (names.has(name))
      throw new ModelError(`${scenario.name}: two threads are called '${name}'; allowed: one of each name`);
    names.add(name);
  }
  return started;
}

/** Throws ModelError for an argument that the function has no parameter for, and for one outside its domain. */
export function checkArguments(
  subject: string,
  thread: Thread,
  parameters: Shape,
  tables: ReadonlyMap<string, number>,
  sizes: Sizes,
): void {
  const names = Object.keys(parameters);
  for (const name of Object.keys(thread.arguments)) {
    if (!names.includes(name))
      throw new ModelError(
        `${subject}: ${thread.fn.name} has no parameter '${name}'; ${allowedNames(name, names)}`,
      );
  }
  for (const name of names) {
    const leaf = sizeLeaf(parameters[name]!, tables, sizes, `${subject}: parameter ${name}`);
    const value = thread.arguments[name];
    if (encode(leaf, value) === undefined) {
      throw new ModelError(
        `${subject}: the argument ${name} is ${typeof value === 'string' ? value : describe(value)}, which is outside its domain; allowed: a ${leaf.domain}`,
      );
    }
  }
}
