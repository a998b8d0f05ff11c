import { add, addressOf, row } from '../language/index.ts';
import { allocate, INIT_LIST_HEAD, list_add_tail } from '../primitives/index.ts';
import type { Memory } from './machine.ts';

/** An anon_vma that no vma is on yet. */
export function anonVma(s: Memory, number: number): void {
  allocate(s.anon_vma[number]!);
  INIT_LIST_HEAD(s, addressOf('anon_vma[].head', row('anon_vma', number)));
}

/** A vma of an mm, from an address on: `length` pages, of which the first is the page `pgoff` of its anon_vma. */
export interface Area {
  readonly mm: number;
  readonly start: number;
  readonly length: number;
  readonly pgoff: number;
}

/** The vma, at the end of the list of the first anon_vma, by the avc of its number. */
export function area(s: Memory, number: number, { mm, start, length, pgoff }: Area): void {
  const [vma, avc] = [s.vma[number]!, s.avc[number]!];
  Object.assign(vma, {
    vm_mm: row('mm', mm),
    vm_start: start,
    vm_end: start + length,
    vm_pgoff: pgoff,
    anon_vma: row('anon_vma', 0),
  });
  allocate(avc);
  avc.vma = row('vma', number);
  avc.anon_vma = vma.anon_vma;
  const chain = addressOf('vma[].anon_vma_chain', row('vma', number));
  INIT_LIST_HEAD(s, chain);
  link(s, addressOf('avc[].same_vma', row('avc', number)), chain);
  link(
    s,
    addressOf('avc[].same_anon_vma', row('avc', number)),
    addressOf('anon_vma[].head', row('anon_vma', 0)),
  );
}

const link = (s: Memory, entry: string, head: string): void => {
  list_add_tail(
    () => entry,
    () => head,
  )(s, undefined);
};

/** A present pte at an address of an mm, of a page that is in the first anon_vma, with the reference that it has. */
export function mapped(s: Memory, mm: number, address: number, page: number, write: boolean): void {
  Object.assign(s.mm[mm]!.pte[address]!.value, { kind: 'present', write, page: row('page', page) });
  const { count, mapcount } = s.page[page]!;
  Object.assign(s.page[page]!, { count: count + 1, mapcount: mapcount + 1, mapping: row('anon_vma', 0) });
}

/** A page that has been isolated from the LRU, or allocated to be migrated to. */
export function isolated(s: Memory, page: number): void {
  s.page[page]!.count++;
  s.isolated.pages = add(s.isolated.pages, row('page', page));
}

/** Somebody else has a reference to the page, and keeps it. */
export function referenced(s: Memory, page: number): void {
  s.page[page]!.count++;
  s.others.pages = add(s.others.pages, row('page', page));
}
