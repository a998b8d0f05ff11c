import { at, violate } from '../language/index.ts';

/** A list_head as recipes see it: addresses of others, of itself, LIST_POISON1 or LIST_POISON2, or null. */
export interface ListHead {
  next: string | null;
  prev: string | null;
}

/** The list_head at the address: one of LIST_POISON1 and its like is the violation 'list-corruption'. */
export function listAt<T extends object = ListHead>(state: object, address: string | null): T {
  if (address?.startsWith('LIST_POISON'))
    violate('list-corruption', `general protection fault: ${address} is dereferenced`);
  return at<T>(state, address);
}
