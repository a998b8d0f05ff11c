import { count, type Ptr, pointer, record, type StateOf } from '../language/index.ts';

/** The index that ends a free list: a zspage has at most this many chunks. */
export const linkEnd = 2;

const fields = {
  /** The header of an allocated chunk, which is its handle and OBJ_ALLOCATED_TAG; null where the chunk is free. */
  head: pointer('handle'),
  /** In a free chunk the index of the next one. */
  link: count(linkEnd),
  /** Ghost: which version of its user's data is stored here; 0 where it is nobody's. */
  content: count(2),
};

/** The memory of a page as zsmalloc cuts it up; a chunk stands in its page under its index in the zspage. */
export const chunks = { chunk0: record(fields), chunk1: record(fields) };
export type Chunk = StateOf<typeof fields>;
interface Chunks {
  readonly chunk0: Chunk;
  readonly chunk1: Chunk;
}

/** The chunk with this index in its zspage, which begins on this page. */
export const chunk_of = (page: Chunks, obj_idx: number): Chunk => (obj_idx === 0 ? page.chunk0 : page.chunk1);

/** Where an object that began on the page before goes on; its header is there. */
export const rest_of = (page: Chunks): Chunk => page.chunk1;

/** memcpy(d_addr, s_addr, PAGE_SIZE) */
export function copy_page(to: Chunks, from: Chunks): void {
  copy_chunk(to.chunk0, from.chunk0);
  copy_chunk(to.chunk1, from.chunk1);
}

function copy_chunk(to: Chunk, from: Chunk): void {
  to.head = from.head;
  to.link = from.link;
  to.content = from.content;
}

/** A chunk with the header of an allocated object. */
export interface Allocated {
  readonly obj_idx: number;
  readonly handle: Ptr<'handle'> & number;
}

/** The allocated objects that begin on a page. */
export function allocated_in(page: Chunks): Allocated[] {
  const found: Allocated[] = [];
  if (page.chunk0.head !== null) found.push({ obj_idx: 0, handle: page.chunk0.head });
  if (page.chunk1.head !== null) found.push({ obj_idx: 1, handle: page.chunk1.head });
  return found;
}
