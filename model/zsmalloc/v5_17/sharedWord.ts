import { atomically, count, patch, replace, unless } from '../../language/index.ts';
import { VM_BUG_ON } from '../../primitives/index.ts';
import { get_fullness_group, insert_zspage, remove_zspage } from '../fullnessList.ts';
import { type Fullness, type HasZspage, zspage_of } from '../rows.ts';
import { page_migration_v4 } from '../v4/pageMigration.ts';
import { fullness, type Zs } from '../zs.ts';
import { zs_free } from '../zsFree.ts';
import { type IsIsolated, zs_page_isolate } from '../zsPageIsolate.ts';
import { zs_page_migrate } from '../zsPageMigrate.ts';
import { zs_page_putback } from '../zsPagePutback.ts';
import { plainLists } from './removeIsolation.ts';

/** A thread's copy of the unsigned int of which fullness and isolated are bitfields, as locals. */
const word = { word_fullness: fullness, word_isolated: count(2) };
interface Word {
  fullness: Fullness;
  isolated: number;
}
interface HasWord extends HasZspage {
  word_fullness: Fullness;
  word_isolated: number;
}

const load_word = (s: Zs, my: HasWord) => {
  const zspage = zspage_of(s, my);
  atomically(() => {
    my.word_fullness = zspage.fullness;
    my.word_isolated = zspage.isolated;
  });
};
/** Stores the copy with one of the two changed, and with it sets back what has changed of the other since. */
const store_word = (s: Zs, my: HasWord, changed: Partial<Word>) => {
  const word: Word = { fullness: my.word_fullness, isolated: my.word_isolated, ...changed };
  const zspage = zspage_of(s, my);
  atomically(() => {
    zspage.fullness = word.fullness;
    zspage.isolated = word.isolated;
  });
  my.word_fullness = 'ZS_ALMOST_FULL';
  my.word_isolated = 0;
};

const inc_zspage_isolation = (s: Zs, my: HasWord & IsIsolated) => {
  store_word(s, my, { isolated: my.word_isolated + 1 });
  my.isolated = true;
};
const dec_zspage_isolation = (s: Zs, my: HasWord) => {
  VM_BUG_ON(my.word_isolated === 0, 'zspage->isolated == 0');
  store_word(s, my, { isolated: my.word_isolated - 1 });
};

interface HasGroup extends HasWord {
  /** The group that the zspage has come to. */
  newfg: Fullness;
}
/** fix_fullness_group() up to where it stores the group; an object was freed, so a group that stays is not ZS_EMPTY. */
const fix_fullness_group = (s: Zs, my: HasGroup) => {
  const zspage = zspage_of(s, my);
  const { fullness } = zspage;
  my.newfg = get_fullness_group(s, zspage);
  if (my.newfg === fullness) return false;
  remove_zspage(s, my.zspage!, fullness, plainLists);
  insert_zspage(s, my.zspage!, my.newfg, plainLists);
  return true;
};
/** Whether the zspage is empty. */
const set_zspage_mapping = (s: Zs, my: HasGroup) => {
  const { newfg } = my;
  store_word(s, my, { fullness: newfg });
  my.newfg = 'ZS_ALMOST_FULL';
  return newfg === 'ZS_EMPTY';
};

/*
 * No commits: from 5.17 on zspage->isolated is changed under zspage->lock, and the fullness group in the same word under
 * class->lock. Each change of either, but for those of a new zspage and of zs_compact, is a load and a store of the word.
 */

/** zs_free() stores the group, and with it the count as it was when the word was loaded. */
export const store_fullness = patch(
  'zsmalloc: page migration support (struct zspage: fullness)',
  page_migration_v4,
)
  .locals(zs_free, { ...word, newfg: fullness })
  .in(
    zs_free,
    replace('fix_fullness_group', {
      fix_fullness_group: unless(fix_fullness_group, 'spin_unlock'),
      load_word,
      set_zspage_mapping: unless(set_zspage_mapping, 'spin_unlock'),
    }),
  );

/** The callbacks of the VM store the count, and with it the group as it was when the word was loaded. */
export const store_isolated = patch(
  'zsmalloc: page migration support (struct zspage: isolated)',
  page_migration_v4,
)
  .locals(zs_page_isolate, word)
  .locals(zs_page_migrate, word)
  .locals(zs_page_putback, word)
  .in(zs_page_isolate, replace('inc_zspage_isolation', { load_word, inc_zspage_isolation }))
  .in(zs_page_migrate, replace('dec_zspage_isolation', { load_word, dec_zspage_isolation }))
  .in(zs_page_putback, replace('dec_zspage_isolation', { load_word, dec_zspage_isolation }));

/** What scenarios without it leave out. */
export const wordsApart =
  'fullness and isolated are words of their own; in 5.17 to 6.8 they share one, as they do in isolated-word';
