import { count, patch, replace } from '../../language/index.ts';
import { VM_BUG_ON } from '../../primitives/index.ts';
import { type Fullness, type HasZspage, zspage_of } from '../rows.ts';
import { page_migration_v4 } from '../v4/pageMigration.ts';
import { fullness, type Zs } from '../zs.ts';
import { type IsIsolated, zs_page_isolate } from '../zsPageIsolate.ts';
import { zs_page_migrate } from '../zsPageMigrate.ts';
import { zs_page_putback } from '../zsPagePutback.ts';

/** A thread's copy of the unsigned int of which fullness and isolated are bitfields, as locals. */
const word = { word_fullness: fullness, word_isolated: count(2) };
interface HasWord extends HasZspage {
  word_fullness: Fullness;
  word_isolated: number;
}

const load_word = (s: Zs, my: HasWord) => {
  const zspage = zspage_of(s, my);
  my.word_fullness = zspage.fullness;
  my.word_isolated = zspage.isolated;
};
/** Stores the copy with another count, and with it sets back a fullness group that has changed since. */
const store_word = (s: Zs, my: HasWord, isolated: number) => {
  const zspage = zspage_of(s, my);
  zspage.fullness = my.word_fullness;
  zspage.isolated = isolated;
  my.word_fullness = 'ZS_ALMOST_FULL';
  my.word_isolated = 0;
};

const inc_zspage_isolation = (s: Zs, my: HasWord & IsIsolated) => {
  store_word(s, my, my.word_isolated + 1);
  my.isolated = true;
};
const dec_zspage_isolation = (s: Zs, my: HasWord) => {
  VM_BUG_ON(my.word_isolated === 0, 'zspage->isolated == 0');
  store_word(s, my, my.word_isolated - 1);
};

/**
 * No commit: from 5.17 on zspage->isolated is changed under zspage->lock, and the fullness group in the same word under
 * class->lock. The changes of the count are loads and stores here; those of the group stay one step.
 */
export const share_word = patch('zsmalloc: page migration support (struct zspage)', page_migration_v4)
  .locals(zs_page_isolate, word)
  .locals(zs_page_migrate, word)
  .locals(zs_page_putback, word)
  .in(zs_page_isolate, replace('inc_zspage_isolation', { load_word, inc_zspage_isolation }))
  .in(zs_page_migrate, replace('dec_zspage_isolation', { load_word, dec_zspage_isolation }))
  .in(zs_page_putback, replace('dec_zspage_isolation', { load_word, dec_zspage_isolation }));

/** What scenarios without it leave out. */
export const wordsApart =
  'fullness and isolated are words of their own; in 5.17 to 6.8 they share one, as they do in isolated-word';
