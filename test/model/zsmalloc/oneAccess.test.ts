import { describe, expect, it } from 'vitest';
import { accesses } from '../../../checker/accesses.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import { coarseLabels } from '../../../checker/verdict/coarse.ts';
import { fromCatalogue } from '../../../cli/catalogue.ts';

/** Designs that hold and are small, of every way that pages are counted, isolated, migrated and freed. */
const small = {
  'async-free-origin': ['4.8', '5.3'],
  'double-isolation': ['4.7', '4.7+struct-zspage'],
  'empty-forever': ['4.8', '5.3'],
  'free-under-class-lock': ['v3', 'v4'],
  'huge-class': ['4.8'],
  'isolated-word': ['6.5'],
  'isolated-zspage': ['4.14'],
  'isolated-on-list': ['v3'],
  'new-zspage': ['4.7'],
  'newpage-lock': ['4.8'],
  'pin-owner': ['4.7'],
  'pins-and-preemption': ['v4'],
  'pool-destroy': ['5.3'],
  'record-obj-pin': ['4.7'],
};

describe('each label makes one access to what others touch meanwhile, or says why it is one step', () => {
  for (const [name, designs] of Object.entries(small)) {
    it.each(designs)(`zsmalloc/${name}@%s`, async (design) => {
      const { labels, stopped } = await accesses(
        buildProgram((await fromCatalogue(`zsmalloc/${name}`))!, design),
      );
      expect(stopped).toBeUndefined();
      expect(coarseLabels(labels)).toEqual([]);
    });
  }
});

describe('the references of a page', () => {
  const countsIn = async (label: string) => {
    const { labels } = await accesses(
      buildProgram((await fromCatalogue('zsmalloc/double-isolation'))!, '4.7'),
    );
    const found = labels.filter((one) => one.label.id === label).flatMap((one) => one.accesses);
    return found.filter(({ units }) => units.some((unit) => unit.endsWith('.refcount')));
  };

  it('are taken by one locked instruction', async () => {
    for (const access of await countsIn('isolate_movable_page.get_page_unless_zero')) {
      expect(access.units).toHaveLength(1);
      expect(access.reads).toBe(true);
    }
  });

  it('are given up by one locked instruction, whose result says who was the last', async () => {
    const found = await countsIn('free_zspage.__free_page');
    expect(found.length).toBeGreaterThan(0);
    for (const access of found) expect(access).toMatchObject({ reads: true, writes: true });
  });
});
