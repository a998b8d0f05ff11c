import { describe, expect, it } from 'vitest';
import { addressOf, goto, machine, type Ptr, pointer, table, tasks } from '../../../model/language/index.ts';
import {
  byAccess,
  hlist,
  hlist_add_head,
  hlist_del,
  hlist_del_init,
  hlist_for_each_entry,
  hlist_unhashed,
  kernelChecks,
  taskFields,
} from '../../../model/primitives/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { Walk } from '../../helpers/walk.ts';

const { hlist_head, hlist_node, registers } = hlist({ nodes: ['obj[].node'], heads: ['bucket[].head'] });
const mm = machine(
  {
    obj: table(3, { node: hlist_node }),
    bucket: table(2, { head: hlist_head }),
    task: tasks(taskFields()),
  },
  kernelChecks,
);
type Mm = typeof mm.state;

const obj = (row: number) => () => addressOf('obj[].node', row as Ptr<'obj'>);
const bucket =
  (row = 0) =>
  () =>
    addressOf('bucket[].head', row as Ptr<'bucket'>);
const initial =
  (...entries: readonly number[]) =>
  (s: Mm) => {
    for (const row of [...entries].reverse()) hlist_add_head(obj(row), bucket())(s, undefined);
  };
const locals = { obj: pointer('obj'), ...registers };
const programFor = (entries: readonly number[], ...listings: object[]) =>
  programOf(mm, threadsOf(mm, locals, ...listings), { initial: initial(...entries) });

const walker = {
  next: hlist_for_each_entry(bucket(), 'obj[].node', 'obj', 'return'),
  again: goto('next'),
};

/** Where the walker comes by after the steps, and what the way back is. */
function after(entries: readonly number[], ...steps: object[]) {
  const listing = { ...Object.fromEntries(steps.map((step, i) => [`step_${i}`, step])), ...walker };
  const walk = new Walk(programFor(entries, listing));
  const seen: unknown[] = [];
  while (walk.at('cpu0') !== 'end') {
    walk.step('cpu0');
    if (walk.at('cpu0') === 'again') seen.push(walk.my('cpu0').obj);
  }
  const { obj: rows } = walk.state.shared as unknown as Mm;
  return { seen, pprev: rows.map(({ node }) => node.pprev) };
}

describe('a hash list', () => {
  it('has the last that was added first, and each knows what leads to it', () => {
    expect(after([], hlist_add_head(obj(2), bucket()), hlist_add_head(obj(0), bucket()))).toEqual({
      seen: [0, 2],
      pprev: ['bucket[0].head', null, 'obj[0].node'],
    });
  });

  it('is mended around what is deleted, at its head, in its middle and at its end', () => {
    expect(after([2, 0, 1], hlist_del_init(obj(2)))).toEqual({
      seen: [0, 1],
      pprev: ['bucket[0].head', 'obj[0].node', null],
    });
    expect(after([2, 0, 1], hlist_del_init(obj(0))).seen).toEqual([2, 1]);
    expect(after([2, 0, 1], hlist_del(obj(1)))).toEqual({
      seen: [2, 0],
      pprev: ['obj[2].node', 'LIST_POISON2', 'bucket[0].head'],
    });
  });

  it('may be left twice with hlist_del_init(), and not with hlist_del()', async () => {
    expect(after([0], hlist_del_init(obj(0)), hlist_del_init(obj(0))).seen).toEqual([]);
    const twice = { once: hlist_del(obj(0)), again: hlist_del(obj(0)) };
    expect(await nearest(programFor([0], twice))).toEqual({
      check: 'list-corruption',
      message: 'general protection fault: LIST_POISON2 is dereferenced',
      steps: 2,
      at: 'cpu0 again',
    });
    expect(await nearest(programFor([], { once: hlist_del(obj(0)) }))).toMatchObject({
      check: 'null-pointer-dereference',
      steps: 1,
    });
  });

  it('says what is on no list', () => {
    const walk = new Walk(programFor([1], { test: () => {} }));
    const shared = walk.state.shared as unknown as Mm;
    expect([0, 1].map((row) => hlist_unhashed(obj(row))(shared, undefined))).toEqual([true, false]);
  });
});

describe('who is between the stores of another', () => {
  it('deletes a node that is not there yet', async () => {
    const add = byAccess('add', hlist_add_head(obj(0), bucket()));
    // h->first = n is the fourth access: the walker finds it, and it has no pprev yet.
    const deletes = {
      next: hlist_for_each_entry(bucket(), 'obj[].node', 'obj', 'return'),
      del: hlist_del((_s: Mm, my: { obj: Ptr<'obj'> }) => addressOf('obj[].node', my.obj)),
    };
    expect(await nearest(programFor([], add, deletes))).toMatchObject({
      check: 'null-pointer-dereference',
      steps: 6,
      at: 'cpu1 del',
    });
  });

  it('walks on into the other bucket, and does not notice', async () => {
    const moves = { del: hlist_del_init(obj(0)), add: hlist_add_head(obj(0), bucket(1)) };
    expect(await nearest(programFor([0, 2], walker, moves))).toBeUndefined();
    expect(await nearest(programFor([0], walker, { del: hlist_del(obj(0)) }))).toMatchObject({
      check: 'list-corruption',
      steps: 4,
    });
  });
});
