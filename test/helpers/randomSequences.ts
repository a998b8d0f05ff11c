import {
  raw_seqcount_begin,
  raw_write_seqcount_begin,
  raw_write_seqcount_end,
  read_seqcount_begin,
  read_seqcount_retry,
  seqcount,
  write_seqcount_begin,
  write_seqcount_end,
  write_seqcount_invalidate,
} from '../../model/primitives/index.ts';
import { type Any, part } from './randomPart.ts';

const sq = (s: Any) => s.sq;
/** A seqcount without the lock that its writers need. */
export const sequences = part({
  shape: { sq: seqcount() },
  steps: {
    read_seqcount_begin: read_seqcount_begin(sq),
    raw_seqcount_begin: raw_seqcount_begin(sq),
    raw_write_seqcount_begin: raw_write_seqcount_begin(sq),
    raw_write_seqcount_end: raw_write_seqcount_end(sq),
    write_seqcount_begin: write_seqcount_begin(sq),
    write_seqcount_end: write_seqcount_end(sq),
    write_seqcount_invalidate: write_seqcount_invalidate(sq),
  },
  pairs: [
    ['raw_write_seqcount_begin', 'raw_write_seqcount_end'],
    ['write_seqcount_begin', 'write_seqcount_end'],
  ],
  tests: { read_seqcount_retry: read_seqcount_retry(sq) },
});
