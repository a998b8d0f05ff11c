import { isolatedCounted, objectsCounted } from '../../../properties/zsmalloc/counts.ts';
import emptyForever from '../../../scenarios/zsmalloc/empty-forever.ts';
import { expectToBite } from './bite.ts';
import { uncounted_putback } from './mutations.ts';
import { oneIsolation } from './oneIsolation.ts';

expectToBite([
  { property: isolatedCounted, of: emptyForever, broken: ['4.8', uncounted_putback], sound: '4.8' },
  // zs_compact has stored the meta word since zs_page_putback() loaded it: two locks, or none, for one word.
  {
    property: objectsCounted,
    of: oneIsolation,
    broken: 'v3',
    sound: 'v3+check-list',
    at: 'zs_page_putback.set_zspage_mapping_store',
  },
]);
