import { pointer, record, table } from '../../model/language/index.ts';
import {
  irqFields,
  spinlock,
  XA_STATE,
  xas_load,
  xas_lock,
  xas_lock_irq,
  xas_reload,
  xas_store,
  xas_unlock,
  xas_unlock_irq,
} from '../../model/primitives/index.ts';
import { type Any, part } from './randomPart.ts';

const xas = XA_STATE(
  (s: Any) => s.i_pages.lock,
  (s: Any) => s.i_pages.slot,
);

/** A slot of an xarray, and the pages that are in it in turn. */
export const slots = part({
  shape: {
    i_pages: record({ lock: spinlock(), slot: record({ page: pointer('xpage') }) }),
    xpage: table(2, {}),
  },
  rows: { xpage: 2 },
  task: irqFields(1),
  locals: { found: pointer('xpage') },
  steps: {
    xas_lock: xas_lock(xas),
    xas_unlock: xas_unlock(xas),
    xas_lock_irq: xas_lock_irq(xas),
    xas_unlock_irq: xas_unlock_irq(xas),
    xas_store: xas_store(xas, (my: Any) => my.found),
    'xas_store(1)': xas_store(xas, 1 as never),
  },
  pairs: [
    ['xas_lock', 'xas_unlock'],
    ['xas_lock_irq', 'xas_unlock_irq'],
  ],
  tests: { xas_load: xas_load(xas, 'found'), xas_reload: xas_reload(xas, 'found') },
});
