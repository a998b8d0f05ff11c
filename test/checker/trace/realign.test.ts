import { beforeAll, describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { compile } from '../../../checker/packed/compile.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import { realign } from '../../../checker/trace/realign.ts';
import { type TraceDocument, traceDocument } from '../../../checker/trace/traceDocument.ts';
import { markUnavoidable } from '../../../checker/trace/unavoidable.ts';
import {
  after,
  atTheEnd,
  before,
  design,
  holds,
  patch,
  remove,
  replace,
  scenario,
  thread,
  violated,
  wait,
} from '../../../model/language/index.ts';
import { spin_lock, spin_unlock } from '../../../model/primitives/index.ts';
import lifetime from '../../../scenarios/migration/anon-vma-lifetime.ts';
import { checked } from '../../helpers/checked.ts';
import { add_one, type Counters, counters, lock_of } from '../../machines/counters.ts';

const not_busy = (s: Counters) => !s.counter[0]!.busy;
const set_busy = (s: Counters) => {
  s.counter[0]!.busy = true;
};

const locked = patch('test: lock').in(
  add_one,
  before('read', { lock: spin_lock(lock_of) }),
  after('write', { unlock: spin_unlock(lock_of) }),
);
const flagged = patch('test: a flag').in(
  add_one,
  before('read', { enter: wait(not_busy, set_busy) }),
  after('write', {
    leave: (s: Counters) => {
      s.counter[0]!.busy = false;
    },
  }),
);
const atOnce = patch('test: one step').in(
  add_one,
  remove('read'),
  replace('write', {
    write: (s: Counters) => {
      s.counter[0]!.value++;
    },
  }),
);
const nothingLost = atTheEnd('no update is lost', (s: Counters) => s.counter[0]!.value === 2);
const counting = scenario('test/counting', {
  summary: 'two threads add one to a counter',
  machine: counters,
  threads: { first: thread(add_one, {}), second: thread(add_one, {}) },
  properties: [nothingLost],
  designs: {
    racy: design([], violated(nothingLost.name)),
    locked: design([locked], holds),
    flagged: design([flagged], holds),
    atOnce: design([atOnce], holds),
  },
});

describe('a trace on its own design', () => {
  it.each(['2.6.34', '2.6.34+ref', '2.6.35'])('leads to the violation of %s, step by step', async (name) => {
    const { trace } = await checked(lifetime, name);
    const program = buildProgram(lifetime, name);
    const document = traceDocument(trace!);
    const replayed = realign(program, document, program);
    expect(replayed.fate).toEqual({ kind: 'same' });
    expect(markUnavoidable(compile(program), replayed.trace)).toEqual(trace);
    expect(replayed.adjustments).toEqual([]);
    expect(realign(program, document)).toEqual(replayed);
  });
});

describe('the race of 2.6.34+ref', () => {
  let race: TraceDocument;
  const origin = buildProgram(lifetime, '2.6.34+ref');
  beforeAll(async () => {
    race = traceDocument((await checked(lifetime, '2.6.34+ref')).trace!);
  });

  const ends = [
    { design: '2.6.34+skip-unmapped', label: 'page_mapped', step: 17 },
    { design: '2.6.38', label: 'page_lock_anon_vma.page_mapped', step: 18 },
    { design: '2.6.39', label: 'page_lock_anon_vma.page_mapped', step: 18 },
    { design: '3.0', label: 'page_get_anon_vma.page_mapped', step: 18 },
  ];
  it.each(ends)('stops at $label on $design: the page is not mapped any more', ({ design, label, step }) => {
    const { fate } = realign(buildProgram(lifetime, design), race, origin);
    expect(fate).toEqual({
      kind: 'stopped',
      step,
      thread: 'migrate',
      label,
      why: 'page_mapped is false (page[0].mapcount = 0)',
    });
  });

  it('says of 3.0 what was left out and what was run in its place', () => {
    const { adjustments, trace } = realign(buildProgram(lifetime, '3.0'), race, origin);
    expect(adjustments).toEqual([
      {
        kind: 'gone',
        step: 9,
        thread: 'munmap',
        labels: ['unlink_anon_vmas.ksm_refcount', 'unlink_anon_vmas.migrate_refcount'],
        instead: [],
      },
      {
        kind: 'gone',
        step: 13,
        thread: 'munmap',
        labels: ['unlink_anon_vmas.anon_vma_free'],
        instead: [
          'unlink_anon_vmas.put_anon_vma.atomic_dec_and_test',
          'unlink_anon_vmas.put_anon_vma.anon_vma_free',
        ],
      },
      expect.objectContaining({ step: 16, labels: ['rcu_read_lock', 'page_anon_vma', 'atomic_inc'] }),
    ]);
    expect(trace.failure).toBeUndefined();
    expect(trace.design).toBe('3.0');
    expect(trace.steps[11]).toMatchObject({ fn: 'put_anon_vma', line: 'anon_vma_free' });
  });

  it('is gone from 2.6.34 with the label that it failed at', () => {
    const { fate } = realign(buildProgram(lifetime, '2.6.34'), race, origin);
    expect(fate).toEqual({
      kind: 'passed',
      why: '2.6.34 has no atomic_inc, where slab-use-after-free failed',
    });
  });

  it('stops in the same place where nothing is known of its own design', () => {
    const { fate } = realign(buildProgram(lifetime, '3.0'), race);
    expect(fate).toMatchObject({ kind: 'stopped', step: 18, label: 'page_get_anon_vma.page_mapped' });
  });
});

describe('a lost update', () => {
  let race: TraceDocument;
  const on = (name: string) => realign(buildProgram(counting, name), race, buildProgram(counting, 'racy'));
  beforeAll(async () => {
    race = traceDocument((await check(counting, 'racy')).trace!);
    expect(race.steps.map(({ thread, label }) => `${thread} ${label}`)).toHaveLength(4);
  });

  it('stops at a lock, and at who holds it', () => {
    const { fate, adjustments } = on('locked');
    const second = race.steps.findIndex(({ thread }) => thread !== race.steps[0]!.thread);
    const [one, other] = race.steps[0]!.thread === 0 ? ['first', 'second'] : ['second', 'first'];
    expect(fate).toEqual({
      kind: 'stopped',
      step: second + 1,
      thread: other,
      label: 'lock',
      why: `it waits: the spinlock counter[0].lock is held by ${one}, which is at write`,
    });
    expect(adjustments).toEqual([{ kind: 'new', step: 1, thread: one, labels: ['lock'] }]);
  });

  it('stops at a guard, by its name and values', () => {
    expect(on('flagged').fate).toMatchObject({
      kind: 'stopped',
      label: 'enter',
      why: 'it waits: not_busy does not hold (counter[0].busy = true)',
    });
  });

  it('passes where the step that made it is gone', () => {
    const { fate, adjustments } = on('atOnce');
    expect(fate).toMatchObject({ kind: 'passed', why: expect.stringContaining('counter[0].value = 1') });
    expect(adjustments.map(({ labels }) => labels)).toEqual([['read'], ['read']]);
  });

  it('stops where its thread is gone', () => {
    const renamed = { ...race, threads: race.threads.map((t) => ({ ...t, name: `${t.name}er` })) };
    const { fate } = realign(buildProgram(counting, 'racy'), renamed);
    expect(fate).toMatchObject({ kind: 'stopped', step: 1, why: 'the scenario has no thread of that name' });
  });

  it('is refused where its start is gone', () => {
    expect(() => realign(buildProgram(counting, 'racy'), { ...race, start: 'begin' })).toThrow(
      "test/counting: it has no initial state 'begin'",
    );
  });
});
