import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../checker/program/program.ts';
import { listing, reachedFunctions } from '../../../checker/report/listing.ts';
import {
  after,
  any,
  bool,
  call,
  count,
  design,
  either,
  goto,
  holds,
  machine,
  on,
  oneOf,
  otherwise,
  patch,
  pointer,
  rowSet,
  scenario,
  size,
  spin,
  table,
  thenGoto,
  thread,
  unless,
  wait,
  when,
} from '../../../model/language/index.ts';

const mm = machine({ page: table(size('pages', 2), { locked: bool() }) });
const is_locked = () => false;
const not_locked = () => true;
const lock = () => {};
const unlock = () => {};
const test_and_set = () => true;
const anonymous = () => () => true;

const callee = mm.fn(
  'callee',
  'mm/callee.c',
  { page: pointer('page') },
  { found: pointer('page'), count: count(3) },
  { look: () => {} },
);
const everything = mm.fn(
  'everything',
  'mm/every.c v2.6.34',
  { page: pointer('page'), other: pointer('page') },
  {
    flag: bool(),
    left: count(size('most', 3)),
    rc: oneOf('-EAGAIN', '0'),
    it: pointer('page'),
    all: rowSet('page'),
  },
  {
    lock,
    unlock_it: unlock,
    test: when(is_locked, 'dec_and_test'),
    is_locked: unless(is_locked, 'back_again'),
    trylock: unless(anonymous(), 'return'),
    sleep: wait(not_locked, lock),
    sleep_only: wait(not_locked),
    lock_page: wait(anonymous(), anonymous()),
    spin_lock: spin(anonymous(), anonymous()),
    spin_and_return: thenGoto(spin(not_locked, lock), 'return'),
    dec_and_test: spin(not_locked, unless(test_and_set, 'out')),
    one_of: either(any('page', not_locked, lock)),
    alloc: either(any('page', anonymous(), anonymous())),
    several: either(
      any('page', not_locked, lock, 'test'),
      on(is_locked, unlock),
      on(anonymous(), when(test_and_set, 'out')),
      otherwise(goto('out')),
    ),
    callee: call(callee),
    lookup: call(callee, { page: 'other', found: 'it' }),
    back: goto('out'),
    back_again: goto('lock', unlock),
    out: () => {},
  },
);

const recheck = patch('mm: look again')
  .locals(callee, { again: bool() })
  .in(callee, after('look', { look_again: () => {} }));
const count_it = patch('mm: count').in(callee, after('look', { inc: () => {} }));
const without_count = patch('mm: look once', recheck).withoutLocals(callee, 'count', 'again');
const programOf = (design_: 'base' | 'one' | 'two' | 'without') =>
  buildProgram(
    scenario('test/made', {
      summary: '',
      machine: mm,
      threads: { only: thread(everything, { page: 0, other: 1 }) },
      designs: {
        base: design([], holds),
        one: design([recheck], holds),
        two: design([recheck, count_it], holds),
        without: design([recheck, without_count], holds),
      },
    }),
    design_,
  );

describe('listing', () => {
  it('reads as C, with a label only where the statement does not say its name', () => {
    expect(listing(programOf('base'), 'everything')).toBe(
      `
everything(page, other)  /* mm/every.c v2.6.34 */
{
	bool flag;
	unsigned int left;  /* 0..3 */
	enum { -EAGAIN, 0 } rc;
	struct page *it;
	set of page all;

	lock();
unlock_it:
	unlock();
test:
	if (is_locked) goto dec_and_test;
	if (!is_locked) goto back_again;
	if (!trylock) return;
sleep:
	wait until not_locked; then lock();
sleep_only:
	wait until not_locked;
	lock_page();  /* sleeps until it can */
	spin_lock();  /* spins until it can */
spin_and_return:
	spin until not_locked; then lock(); return;
dec_and_test:
	spin until not_locked; then if (!test_and_set) goto out;
one_of:
	any page where not_locked: lock();
	any page: alloc();
several:
	either {
		any page where not_locked: lock(); goto test;
		on is_locked: unlock();
		on its condition: if (test_and_set) goto out;
		otherwise: goto out;
	}
	callee(page);
lookup:
	it = callee(other);
back:
	goto out;
back_again:
	unlock(); goto lock;
	out();
}`.slice(1),
    );
  });

  it('marks what a patch brought', () => {
    expect(listing(programOf('one'), 'callee')).toBe(
      `
  callee(page)  /* mm/callee.c */
  {
  	struct page *found;
  	unsigned int count;  /* 0..3 */
+ 	bool again;

  	look();
+ 	look_again();
  }

+ mm: look again`.slice(1),
    );
  });

  it('numbers the patches where there are several', () => {
    const text = listing(programOf('two'), 'callee');
    expect(text).toContain('\n+1 \tbool again;\n');
    expect(text).toContain('\n+2 \tinc();\n+1 \tlook_again();\n');
    expect(text.split('\n').slice(-2)).toEqual(['+1 mm: look again', '+2 mm: count']);
  });

  it('refuses a function that the design lacks, and names the nearest', () => {
    expect(() => listing(programOf('base'), 'calle')).toThrow(
      "test/made@base: it has no function 'calle'; did you mean 'callee'? (allowed: everything, callee)",
    );
  });

  it('declares no local that has no use any more', () => {
    expect(listing(programOf('without'), 'callee')).toContain('{\n  \tstruct page *found;\n\n');
  });
});

describe('reachedFunctions', () => {
  it('are those that the threads run, callers first', () => {
    expect(reachedFunctions(programOf('base'))).toEqual(['everything', 'callee']);
  });
});
