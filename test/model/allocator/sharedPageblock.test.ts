import { expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { free_one_page } from '../../../model/allocator/freePage.ts';
import { releases } from '../../../model/allocator/releases.ts';
import { zoneOf } from '../../../model/allocator/start.ts';
import { MIGRATE_MOVABLE } from '../../../model/allocator/zone.ts';
import { design, patch, replace, violated } from '../../../model/language/index.ts';
import buddy from '../../../scenarios/allocator/buddy.ts';

const nothing = () => {};
const unlocked = patch('x').in(
  free_one_page,
  replace('spin_lock', { spin_lock: nothing }),
  replace('spin_unlock', { spin_unlock: nothing }),
);

it('the lock of free_one_page() is needed where two CPUs have blocks of one pageblock', async () => {
  const mutant = design([...releases['2.6.33'], unlocked], violated());
  const shared = { shared: zoneOf([MIGRATE_MOVABLE, MIGRATE_MOVABLE], [[0, 2]]) };
  const { violation, trace } = await check(
    { ...buddy, unreachable: {}, initial: shared, designs: { mutant } },
    'mutant',
  );
  expect({ ...violation, message: '' }).toMatchObject({
    check: 'domain',
    function: '__rmqueue_fallback',
    label: 'nr_free--',
  });
  expect(trace!.steps).toHaveLength(32);
});
