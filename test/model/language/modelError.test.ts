import { describe, expect, it } from 'vitest';
import { allowedNames, ModelError, nearestName } from '../../../model/language/modelError.ts';

describe('nearestName', () => {
  const labels = ['lock_page', 'unlock_page', 'rcu_read_lock', 'rcu_read_unlock'];

  it.each([
    ['lock_pge', 'lock_page', 'a letter is missing'],
    ['lock_ppage', 'lock_page', 'a letter is too many'],
    ['unlock-page', 'unlock_page', 'a letter is another'],
    ['unlokc_page', 'unlock_page', 'two letters changed places'],
    ['RCU_READ_LOCK', 'rcu_read_lock', 'only the case differs'],
    ['lock_page', 'lock_page', 'it is one of them'],
  ])('takes %s for %s: %s', (wanted, meant) => {
    expect(nearestName(wanted, labels)).toBe(meant);
  });

  it('prefers the name with fewer edits, and the first of two that are as near', () => {
    expect(nearestName('page', ['pages', 'page_', 'page'])).toBe('page');
    expect(nearestName('pag', ['pages', 'page'])).toBe('page');
    expect(nearestName('pagX', ['pagA', 'pagB'])).toBe('pagA');
  });

  it('allows an edit for every three letters begun, and at least two', () => {
    expect(nearestName('abcdefghi', ['abcdefxxx'])).toBe('abcdefxxx');
    expect(nearestName('abcdefghi', ['abcdexxxx'])).toBeUndefined();
    expect(nearestName('abcd', ['abxx'])).toBe('abxx');
    expect(nearestName('abcd', ['axxx'])).toBeUndefined();
    expect(nearestName('anything', [])).toBeUndefined();
  });
});

describe('allowedNames', () => {
  it('asks whether the nearest name was meant', () => {
    expect(allowedNames('lock', ['locks', 'page'])).toBe("did you mean 'locks'? (allowed: locks, page)");
  });

  it('only lists the names where none is near', () => {
    expect(allowedNames('migration', ['locks', 'page'])).toBe('allowed: locks, page');
  });

  it('says so where no name is allowed', () => {
    expect(allowedNames('lock', [])).toBe('there are none');
  });
});

describe('ModelError', () => {
  it('is an error of its own name', () => {
    const error = new ModelError('page: it is wrong; allowed: right');
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe('ModelError: page: it is wrong; allowed: right');
  });
});
