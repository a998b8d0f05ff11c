import { describe, expect, it } from 'vitest';
import {
  always,
  bool,
  machine,
  patch,
  replace,
  table,
  tasks,
  thread,
  unless,
} from '../../../model/language/index.ts';
import {
  end_page_writeback,
  kernelChecks,
  lock_page_bit,
  pageFlags,
  pageWaitqueue,
  set_page_writeback,
  taskFields,
  unlock_page_bit,
  wait_on_page_writeback,
} from '../../../model/primitives/index.ts';
import { agreeOn } from '../../helpers/agreeOn.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf } from '../../helpers/programOf.ts';
import { stuckIn } from '../../helpers/stuckIn.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine(
  {
    page: table(1, { flags: pageFlags(), wait: pageWaitqueue(), stored: bool() }),
    task: tasks(taskFields()),
  },
  kernelChecks,
);
type Mm = typeof mm.state;
const page = (s: Mm) => s.page[0]!;

const writepage = mm.fn(
  'writepage',
  'an example',
  {},
  {},
  {
    ...lock_page_bit('lock_page', page),
    set_page_writeback: set_page_writeback(page),
    ...unlock_page_bit('unlock_page', page),
    ...end_page_writeback('end_page_writeback', page),
  },
);
const write = mm.fn(
  'write',
  'an example',
  {},
  {},
  {
    ...lock_page_bit('lock_page', page),
    ...wait_on_page_writeback('wait_on_page_writeback', page),
    store: (s) => {
      page(s).stored = true;
    },
    stored: (s) => {
      page(s).stored = false;
    },
    ...unlock_page_bit('unlock_page', page),
  },
);
const stable = always<Mm>(
  'nobody stores into what is written',
  (s) => !page(s).stored || !page(s).flags.PG_writeback,
);
const threads = { writepage: thread(writepage, {}), write: thread(write, {}) };
const with_series = (...series: ReturnType<ReturnType<typeof patch>['in']>[]) =>
  programOf(mm, threads, { properties: [stable], series });

describe('PG_writeback', () => {
  it('is waited for by who has the page locked', async () => {
    expect(await nearest(with_series())).toBeUndefined();
    expect(await stuckIn(with_series())).toEqual([]);
  });

  it('keeps out nobody who does not wait for it', async () => {
    const impatient = patch('no wait').in(
      write,
      replace('wait_on_page_writeback', { wait_on_page_writeback: unless(() => false, 'store') }),
    );
    // Locked and out, under writeback, unlocked; locked and out, not waited for, stored.
    expect(await nearest(with_series(impatient))).toMatchObject({ check: 'always', steps: 8 });
  });

  it('is waited for in vain where nobody is woken', async () => {
    const silent = patch('no wakeup').in(
      writepage,
      replace('end_page_writeback: PageWaiters', {
        'end_page_writeback: PageWaiters': unless(() => false, 'end_page_writeback: out'),
      }),
    );
    expect(await nearest(with_series(silent))).toMatchObject({
      check: 'deadlock',
      message: expect.stringContaining('write waits at wait_on_page_writeback: io_schedule'),
    });
  });

  it('says whether it was set, and is a BUG where it is not', async () => {
    const walk = new Walk(with_series());
    expect(walk.run('writepage')).toEqual([
      'lock_page',
      'lock_page: out',
      'set_page_writeback',
      'unlock_page',
      'unlock_page: out',
      'end_page_writeback',
      'end_page_writeback: PageWaiters',
      'end_page_writeback: out',
    ]);
    const only = mm.fn('only', 'an example', {}, {}, end_page_writeback('end_page_writeback', page));
    expect(await nearest(programOf(mm, { only: thread(only, {}) }))).toMatchObject({
      check: 'BUG_ON',
      message: 'BUG_ON(!test_clear_page_writeback(page))',
      steps: 1,
    });
  });

  it('wakes who waits for it, and not who waits for the lock', () => {
    const program = programOf(mm, { ...threads, other: thread(write, {}) });
    const walk = new Walk(program);
    for (let i = 0; i < 5; i++) walk.step('writepage');
    for (let i = 0; i < 5; i++) walk.step('write');
    for (let i = 0; i < 3; i++) walk.step('other');
    expect([walk.at('write'), walk.at('other')]).toEqual([
      'wait_on_page_writeback: io_schedule',
      'lock_page: io_schedule',
    ]);
    walk.run('writepage');
    expect([walk.choices('write'), walk.choices('other')]).toEqual([1, 0]);
    expect(walk.state.shared.page).toMatchObject([{ flags: { PG_waiters: true } }]);
    walk.run('write');
    expect(walk.choices('other')).toBe(1);
  });
});

describe('both engines and the oracle', () => {
  it('agree on writeback', async () => {
    await agreeOn(mm, threads);
  });
});
