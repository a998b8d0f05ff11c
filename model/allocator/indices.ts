/** An unsigned quotient without what is left over, as div_u64(). */
const div_u64 = (dividend: number, divisor: number) => (dividend - (dividend % divisor)) / divisor;

/** What fill_contig_page_info() counts: free pages, free blocks, and how many blocks of the order they have room for. */
function contigPageInfo(nrFree: readonly number[], order: number) {
  let [pages, blocks, suitable] = [0, 0, 0];
  nrFree.forEach((nr_free, of) => {
    blocks += nr_free;
    pages += nr_free * 2 ** of;
    if (of >= order) suitable += nr_free * 2 ** (of - order);
  });
  return { pages, blocks, suitable };
}

/**
 * unusable_free_index(): how much of the free memory is in blocks that are too small for an allocation of the order, in
 * thousandths: 0 where all of it is of use, 1000 where none is or none is free. mm/vmstat.c v2.6.35
 * @param nrFree how many free blocks of each order there are, from 0 on
 */
export function unusable_free_index(nrFree: readonly number[], order: number): number {
  const { pages, suitable } = contigPageInfo(nrFree, order);
  return pages === 0 ? 1000 : div_u64((pages - suitable * 2 ** order) * 1000, pages);
}

/**
 * fragmentation_index(): why an allocation of the order fails, in thousandths: towards 0 for lack of memory, towards 1000
 * for fragmentation. -1000 where it does not fail, as there is a block, and 0 where nothing is free.
 * mm/vmstat.c v2.6.35
 * @param nrFree how many free blocks of each order there are, from 0 on
 */
export function fragmentation_index(nrFree: readonly number[], order: number): number {
  const { pages, blocks, suitable } = contigPageInfo(nrFree, order);
  if (blocks === 0) return 0;
  if (suitable > 0) return -1000;
  return 1000 - div_u64(1000 + div_u64(pages * 1000, 2 ** order), blocks);
}
