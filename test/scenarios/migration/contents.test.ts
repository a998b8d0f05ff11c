import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { type AnyPatch, design, patch, remove, replace, violated } from '../../../model/language/index.ts';
import { remove_rmap_behind_the_switch } from '../../../model/mm/patches.ts';
import { move_to_new_page, unmap_and_move } from '../../../model/mm/unmapAndMove.ts';
import contents from '../../../scenarios/migration/contents.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * Nobody has reported a loss of 2.6.26 with these threads. The witnesses are both ends of the migration; what the
 * properties would notice, the mutations below say.
 */
expectVerdicts(contents, [{ design: '2.6.26', states: 160_225, transitions: 406_301, witnesses: 2 }]);

/** Mistakes that one could make in migration, and what must notice each. */
const mutations: { mistake: string; noticedBy: string; patch: AnyPatch }[] = [
  {
    mistake: 'the page is not locked',
    noticedBy: 'a migration entry is of a page that is locked',
    patch: patch('x').in(
      unmap_and_move,
      remove('lock_page'),
      replace('unlock_page', { unlock_page: () => {} }),
    ),
  },
  {
    mistake: 'somebody may have a reference to the page that moves',
    noticedBy: 'at each address is what has been stored there last',
    patch: patch('x').in(
      move_to_new_page,
      replace('page_count(page) != 1', {}),
      remove('newpage->mapping = NULL'),
      remove('unlock_page'),
    ),
  },
  {
    mistake: 'the ptes are not put back when the page stays',
    noticedBy: 'a migration entry is of a page that is locked',
    patch: patch('x').in(
      unmap_and_move,
      replace('remove_migration_ptes', { remove_migration_ptes: () => {} }),
    ),
  },
  {
    mistake: 'the reference of the isolation is not given up',
    noticedBy: 'no page is left isolated',
    patch: patch('x').in(unmap_and_move, replace('move_page_to_lru', { move_page_to_lru: () => {} })),
  },
  {
    mistake: 'nothing is copied',
    noticedBy: 'at each address is what has been stored there last',
    patch: patch('x').in(
      move_to_new_page,
      replace('migrate_page_copy', {
        migrate_page_copy: (s, my) => {
          s.page[my.page!]!.mapping = null;
          my.rc = '0';
        },
      }),
    ),
  },
];

describe('a mistake in migration is noticed', () => {
  it.each(mutations)('$mistake: $noticedBy', async ({ noticedBy, patch: mistake }) => {
    const mutant = design([remove_rmap_behind_the_switch, mistake], violated(noticedBy));
    const { asExpected } = await check({ ...contents, unreachable: {}, designs: { mutant } }, 'mutant');
    expect(asExpected).toBe(true);
  });
});
