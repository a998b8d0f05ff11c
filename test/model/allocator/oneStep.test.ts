import { describe, expect, it } from 'vitest';
import { free_pcppages_bulk } from '../../../model/allocator/freePcpPages.ts';
import { releases } from '../../../model/allocator/releases.ts';
import { why } from '../../../model/allocator/why.ts';
import { design, patch, replace, violated } from '../../../model/language/index.ts';
import antifrag from '../../../scenarios/allocator/antifrag.ts';
import buddy from '../../../scenarios/allocator/buddy.ts';
import captureInterrupt from '../../../scenarios/allocator/capture-interrupt.ts';
import freePagesWatermark from '../../../scenarios/allocator/free-pages-watermark.ts';
import pcpReserve from '../../../scenarios/allocator/pcp-reserve.ts';
import { meanwhile } from '../../helpers/meanwhile.ts';

/** What the report of contended accesses cannot say, as it knows of a field only whether somebody touches one of its rows. */
describe('what is one step for a lock or for interrupts that are off', () => {
  const checked = [buddy, pcpReserve, freePagesWatermark, captureInterrupt, antifrag];
  it.each([
    ['allocator/buddy', '2.6.36'],
    ['allocator/pcp-reserve', '2.6.32'],
    ['allocator/pcp-reserve', '2.6.33'],
    ['allocator/free-pages-watermark', '2.6.36'],
    ['allocator/capture-interrupt', '5.8'],
    ['allocator/antifrag', 'zone-based:full'],
  ])("is nobody else's in any state of %s@%s", async (name, of) => {
    const { labels, torn } = await meanwhile(
      checked.find((scenario) => scenario.name === name)!,
      of,
      Object.values(why),
    );
    expect(labels.size).toBeGreaterThan(3);
    expect([...torn]).toEqual([]);
  });

  it('is not where zone->lock is not taken', async () => {
    const nothing = () => {};
    const unlocked = patch('x').in(
      free_pcppages_bulk,
      replace('spin_lock', { spin_lock: nothing }),
      replace('spin_unlock', { spin_unlock: nothing }),
    );
    const { torn } = await meanwhile(
      { ...pcpReserve, designs: { unlocked: design([...releases['2.6.33'], unlocked], violated()) } },
      'unlocked',
      Object.values(why),
    );
    expect([...torn]).toContain('__free_one_page.list_add');
  });
});
