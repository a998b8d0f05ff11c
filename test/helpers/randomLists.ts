import { addressOf, type Ptr } from '../../model/language/index.ts';
import {
  INIT_LIST_HEAD,
  list_add,
  list_add_tail,
  list_del,
  list_del_init,
  list_empty,
  list_move,
  list_splice_init,
} from '../../model/primitives/index.ts';
import type { Choices } from './choices.ts';
import type { Fields, Term } from './randomTerms.ts';

type Given = { readonly s: Fields; readonly my: Fields; readonly row: number };
const node = (row: number) => addressOf('t0[].list', row as Ptr<'t0'>);
const head = (row: number) => addressOf('head[].list', row as Ptr<'head'>);

/** A list function on some row and some head. */
export function listTerm(choices: Choices, rows: ReadonlyMap<string, number>): Term<unknown> {
  const entry = choices.below(rows.get('t0')!);
  const [to, from] = [choices.below(2), choices.below(2)];
  const [entryOf, headOf, listOf] = [() => node(entry), () => head(to), () => head(from)];
  const { step, text } = choices.pick([
    { step: list_add(entryOf, headOf), text: `list_add(${node(entry)}, ${head(to)})` },
    { step: list_add_tail(entryOf, headOf), text: `list_add_tail(${node(entry)}, ${head(to)})` },
    { step: list_del(entryOf), text: `list_del(${node(entry)})` },
    { step: list_del_init(entryOf), text: `list_del_init(${node(entry)})` },
    { step: list_move(entryOf, headOf), text: `list_move(${node(entry)}, ${head(to)})` },
    { step: list_splice_init(listOf, headOf), text: `list_splice_init(${head(from)}, ${head(to)})` },
    { step: list_empty(headOf), text: `list_empty(${head(to)})` },
  ]);
  return { text, of: ({ s, my }: Given) => step(s, my as never) };
}

/** Both lists are empty, and of the rows some are on none and some are on one. */
export function listStatements(choices: Choices, rows: ReadonlyMap<string, number>): Term<void>[] {
  const initialise = (address: string): Term<void> => ({
    text: `INIT_LIST_HEAD(${address})`,
    of: ({ s }) => INIT_LIST_HEAD(s, address),
  });
  const statements = [initialise(head(0)), initialise(head(1))];
  for (let row = 0; row < rows.get('t0')!; row++) {
    const how = choices.below(3);
    if (how === 0) statements.push(initialise(node(row)));
    if (how === 1)
      statements.push({
        text: `list_add(${node(row)}, ${head(0)})`,
        of: ({ s }) =>
          list_add(
            () => node(row),
            () => head(0),
          )(s, undefined),
      });
  }
  return statements;
}
