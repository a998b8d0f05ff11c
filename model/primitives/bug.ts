import { violate } from '../language/index.ts';

/**
 * The kernel's BUG_ON(condition): a violation when the condition is true. include/asm-generic/bug.h
 * @param condition what must not be
 * @param text the condition as the C has it, for the report
 * @example
 * 'BUG_ON(page_mapped(page))': (s, my) => BUG_ON(deref(s.page, my.page).mapped > 0, 'page_mapped(page)'),
 * free_hot_page: (s) => { s.nr_free++; },
 */
export function BUG_ON(condition: boolean, text: string): void {
  if (condition) violate('BUG_ON', `BUG_ON(${text})`);
}

/**
 * As BUG_ON, in kernels with CONFIG_DEBUG_VM. include/linux/mmdebug.h
 * @param condition what must not be
 * @param text the condition as the C has it, for the report
 * @example
 * 'VM_BUG_ON(!PageLocked(page))': (s, my) => VM_BUG_ON(deref(s.page, my.page).lock.owner === null, '!PageLocked(page)'),
 * 'page->mapped++': (s, my) => { deref(s.page, my.page).mapped++; },
 */
export function VM_BUG_ON(condition: boolean, text: string): void {
  if (condition) violate('BUG_ON', `VM_BUG_ON(${text})`);
}

/**
 * The kernel's WARN_ON(condition): it too names a state that the authors ruled out, so it too is a violation.
 * include/asm-generic/bug.h
 * @param condition what must not be
 * @param text the condition as the C has it, for the report
 * @example
 * 'WARN_ON(pool->isolated)': (s) => WARN_ON(s.pool.isolated > 0, 'pool->isolated'),
 * 'pool->destroying = true': (s) => { s.pool.destroying = true; },
 */
export function WARN_ON(condition: boolean, text: string): void {
  if (condition) violate('WARN_ON', `WARN_ON(${text})`);
}
