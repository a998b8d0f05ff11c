import { describe, expect, it } from 'vitest';
import { count, machine, table, unless } from '../../../model/language/index.ts';
import {
  kernelChecks,
  refcount_dec_and_test,
  refcount_inc,
  refcount_inc_not_zero,
} from '../../../model/primitives/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';

const mm = machine({ obj: table(1, { refs: count(2) }) }, kernelChecks);
type Mm = typeof mm.state;
const obj_of = (s: Mm) => s.obj[0]!;
const get = refcount_inc(obj_of, 'refs');
const get_not_zero = refcount_inc_not_zero(obj_of, 'refs');
const put = refcount_dec_and_test(obj_of, 'refs');

const programFor = (refs: number, ...listings: readonly object[]) =>
  programOf(mm, threadsOf(mm, {}, ...listings), {
    initial: (s) => {
      s.obj[0]!.refs = refs;
    },
  });

describe('refcount_t', () => {
  it('warns of an addition on 0', async () => {
    expect(await nearest(programFor(0, { get }))).toMatchObject({
      check: 'refcount',
      message: 'refcount_t: addition on 0; use-after-free (refs)',
      steps: 1,
    });
    expect(await nearest(programFor(1, { get }))).toBeUndefined();
  });

  it('warns of an underflow', async () => {
    expect(await nearest(programFor(0, { put }))).toMatchObject({
      check: 'refcount',
      message: 'refcount_t: underflow; use-after-free (refs)',
      steps: 1,
    });
    expect(await nearest(programFor(1, { put }))).toBeUndefined();
  });

  it('ends at the bound of its field', async () => {
    expect(await nearest(programFor(2, { get }))).toMatchObject({ check: 'domain', steps: 1 });
  });

  it('finds that a get races with the last put, and that inc_not_zero does not', async () => {
    expect(await nearest(programFor(1, { get }, { put }))).toMatchObject({ check: 'refcount', steps: 2 });
    expect(
      await nearest(programFor(1, { get: unless(get_not_zero, 'return'), put_again: put }, { put })),
    ).toBeUndefined();
  });
});
