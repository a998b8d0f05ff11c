import { messageOf } from './messageOf.ts';
import type { Program } from './program.ts';

/** What a recipe or a property has thrown, in words; where it has looked into nothing, or beyond an array, with what there is. */
export function thrownText({ schema }: Pick<Program, 'schema'>, error: unknown): string {
  const message = messageOf(error);
  if (error instanceof TypeError && /^Cannot add property -?\d+,/.test(message))
    return `${message}: there is no such element; allowed: those that the array was declared with`;
  if (!(error instanceof TypeError) || !/ of undefined\b/.test(message)) return message;
  const rows = [...schema.fields].flatMap(([name, node]) =>
    node.kind === 'table' ? [`${name}[0..${node.rows - 1}]`] : [],
  );
  return rows.length === 0 ? message : `${message}; there are no rows but ${rows.join(', ')}`;
}
