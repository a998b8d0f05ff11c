import { after, oneStep, patch, replace, unless } from '../../language/index.ts';
import { kick_deferred_free } from '../asyncFreeZspage.ts';
import { fullLists } from '../fullnessList.ts';
import { putback_zspage } from '../v4/migrate.ts';
import { why } from '../why.ts';
import { zs_page_migrate } from '../zsPageMigrate.ts';

/** 1a87aa03597e in 5.3: a zspage that became empty while it was isolated is freed after a migration too. */
export const free_empty_after_migration = patch(
  'mm/zsmalloc.c: migration can leave pages in ZS_EMPTY indefinitely',
).in(
  zs_page_migrate,
  replace('putback_zspage', {
    putback_zspage: oneStep(why.lists, unless(putback_zspage(fullLists), 'reset_page')),
  }),
  after('putback_zspage', { schedule_work: kick_deferred_free }),
);
