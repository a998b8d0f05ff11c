import { describe, expect, it } from 'vitest';
import {
  type AnyPatch,
  after,
  applySeries,
  before,
  goto,
  machine,
  patch,
  remove,
  replace,
  unless,
  when,
} from '../../../model/language/index.ts';
import { refusal } from '../../helpers/refusal.ts';

const mm = machine({});
const step = () => {};
const never = () => false;
const fn = mm.fn(
  'unmap_and_move',
  'mm/migrate.c',
  {},
  {},
  {
    lock_page: step,
    page_mapped: when(never, 'unlock_page'),
    try_to_unmap: step,
    unlock_page: step,
  },
);

/** The function with the patches: its labels, each with where it jumps to if anywhere. */
function patched(...series: AnyPatch[]) {
  return applySeries([fn as never], series).get('unmap_and_move')!.lines;
}
const labels = (...series: AnyPatch[]) => patched(...series).map(({ label }) => label);
/** A patch past the compiler, which refuses most of these mistakes. */
const wrong = (subject: string, ...hunks: unknown[]) => patch(subject).in(fn, ...(hunks as never[]));

describe('a hunk', () => {
  it('brings lines ahead of its label', () => {
    const subject = patch('x').in(fn, before('page_mapped', { first: step, second: step }));
    expect(labels(subject)).toEqual([
      'lock_page',
      'first',
      'second',
      'page_mapped',
      'try_to_unmap',
      'unlock_page',
    ]);
    expect(labels(patch('x').in(fn, before('lock_page', { first: step })))[0]).toBe('first');
  });

  it('brings lines behind its label', () => {
    const subject = patch('x').in(fn, after('page_mapped', { first: step, second: step }));
    expect(labels(subject)).toEqual([
      'lock_page',
      'page_mapped',
      'first',
      'second',
      'try_to_unmap',
      'unlock_page',
    ]);
    expect(labels(patch('x').in(fn, after('unlock_page', { last: step }))).at(-1)).toBe('last');
  });

  it('brings lines in place of its label, whose name one of them may keep', () => {
    const subject = patch('x').in(fn, replace('try_to_unmap', { first: step, try_to_unmap: step }));
    expect(labels(subject)).toEqual(['lock_page', 'page_mapped', 'first', 'try_to_unmap', 'unlock_page']);
    expect(labels(patch('x').in(fn, replace('try_to_unmap', { other: step })))).toEqual([
      'lock_page',
      'page_mapped',
      'other',
      'unlock_page',
    ]);
  });

  it('takes its label out', () => {
    expect(labels(patch('x').in(fn, remove('try_to_unmap')))).toEqual([
      'lock_page',
      'page_mapped',
      'unlock_page',
    ]);
  });

  it('marks the lines that it brings with the subject, and no others', () => {
    const lines = patched(patch('mm: a subject').in(fn, replace('lock_page', { trylock: step, wait: step })));
    expect(lines.map(({ patch }) => patch)).toEqual([
      'mm: a subject',
      'mm: a subject',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('finds what the ones before it made of the function', () => {
    const one = patch('x')
      .in(fn, before('lock_page', { first: step }))
      .in(fn, after('first', { second: step }));
    expect(labels(one).slice(0, 3)).toEqual(['first', 'second', 'lock_page']);
  });

  it('names the function, its labels and the nearest where its anchor is gone', () => {
    expect(refusal(() => labels(wrong('mm: y', before('lock_pge', { first: step }))))).toBe(
      `patch "mm: y": unmap_and_move has no label 'lock_pge' to anchor on; did you mean 'lock_page'? ` +
        '(allowed: lock_page, page_mapped, try_to_unmap, unlock_page)',
    );
    expect(
      refusal(() => labels(wrong('x', remove('page_mapped'), after('page_mapped', { gone: step })))),
    ).toContain("no label 'page_mapped' to anchor on; allowed: lock_page, try_to_unmap, unlock_page");
  });

  it.each([
    ['before', before('lock_page', { try_to_unmap: step })],
    ['after', after('lock_page', { try_to_unmap: step })],
    ['replace', replace('lock_page', { lock_page: step, try_to_unmap: step })],
    ['before, at the label itself', before('try_to_unmap', { try_to_unmap: step })],
    ['after, at the label itself', after('try_to_unmap', { try_to_unmap: step })],
  ])('refuses a label that is taken: %s', (_place, hunk) => {
    expect(refusal(() => labels(wrong('mm: y', hunk)))).toBe(
      `patch "mm: y": unmap_and_move already has a label 'try_to_unmap'; allowed: a name that is free`,
    );
  });

  it('may bring a label that another one has taken out', () => {
    const again = patch('x').in(fn, remove('lock_page'), before('unlock_page', { lock_page: step }));
    expect(labels(again)).toEqual(['page_mapped', 'try_to_unmap', 'lock_page', 'unlock_page']);
  });

  it.each([
    ['return', /label 'return' is reserved/],
    ['3', /label '3' is a number/],
  ])('refuses the label %s as a listing does', (label, message) => {
    expect(refusal(() => labels(wrong('x', after('lock_page', { [label]: step }))))).toMatch(message);
  });
});

describe('a patched function', () => {
  it('is not passed through the lines ahead of a label by a jump to it', () => {
    const subject = patch('x').in(fn, before('unlock_page', { remove_ptes: step }));
    const { line } = patched(subject).find(({ label }) => label === 'page_mapped')!;
    expect(line).toMatchObject({ alternatives: [{ next: { label: 'unlock_page' } }] });
  });

  it('refuses a jump to a label that was taken out', () => {
    expect(refusal(() => labels(patch('x').in(fn, remove('unlock_page'))))).toBe(
      "unmap_and_move: the label 'page_mapped' goes to 'unlock_page', which is no label of it; " +
        "did you mean 'lock_page'? (allowed: lock_page, page_mapped, try_to_unmap)",
    );
  });

  it('refuses a label that no path leads to any more', () => {
    const jump = patch('x').in(fn, replace('page_mapped', { page_mapped: goto('unlock_page') }));
    expect(refusal(() => labels(jump))).toContain("no path leads to the label 'try_to_unmap'");
  });

  it('refuses to be left without labels', () => {
    const all = patch('x').in(
      fn,
      remove('page_mapped'),
      remove('lock_page'),
      remove('try_to_unmap'),
      remove('unlock_page'),
    );
    expect(refusal(() => labels(all))).toBe('unmap_and_move: it has no labels; allowed: one or more');
  });
});

describe('a patch', () => {
  it('is not changed by what is added to it', () => {
    const one = patch('one').in(fn, remove('try_to_unmap'));
    const two = one.in(fn, before('lock_page', { first: unless(never, 'return') }));
    expect(labels(one)).toEqual(['lock_page', 'page_mapped', 'unlock_page']);
    expect(labels(two)).toEqual(['first', 'lock_page', 'page_mapped', 'unlock_page']);
    expect(labels()).toEqual(['lock_page', 'page_mapped', 'try_to_unmap', 'unlock_page']);
  });

  it('does not bring along what it is on top of', () => {
    const one = patch('one').in(fn, after('lock_page', { first: step }));
    const two = patch('two', one).in(fn, after('first', { second: step }));
    expect(labels(one, two).slice(0, 3)).toEqual(['lock_page', 'first', 'second']);
    expect(refusal(() => labels(two))).toContain(`patch "two": unmap_and_move has no label 'first'`);
  });
});
