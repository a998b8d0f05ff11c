import { dataKept, handleResolves, mappedStays, pinOwned } from '../../../properties/zsmalloc/data.ts';
import recordObjPin from '../../../scenarios/zsmalloc/record-obj-pin.ts';
import { expectToBite } from './bite.ts';
import { mappedObject, spanningObject } from './mappedObject.ts';
import { first_object_alone, no_read_lock, no_trypin } from './mutations.ts';

const unpinned = { of: mappedObject, broken: ['4.8', no_trypin], sound: '4.8' } as const;
const unlocked = { of: spanningObject, broken: ['4.8', no_read_lock], sound: '4.8' } as const;

expectToBite([
  { property: handleResolves, of: mappedObject, broken: ['4.8', first_object_alone], sound: '4.8' },
  { property: dataKept, ...unpinned, at: 'zram_write.memcpy' },
  { property: dataKept, ...unlocked, at: 'zram_write.memcpy' },
  { property: mappedStays, ...unpinned },
  { property: mappedStays, ...unlocked, at: 'zs_page_migrate.clear_next_page' },
  { property: pinOwned, of: recordObjPin, broken: '4.4', sound: '4.7', at: 'zs_compact.unpin_tag' },
]);
