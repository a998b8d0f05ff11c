import { describe, expect, it } from 'vitest';
import {
  always,
  bool,
  goto,
  jumpsOf,
  machine,
  thenGoto,
  thread,
  unless,
  wait,
  when,
} from '../../../model/language/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf } from '../../helpers/programOf.ts';
import { refusal } from '../../helpers/refusal.ts';

const mm = machine({ locked: bool() });
type Mm = typeof mm.state;
const lock = (s: Mm) => {
  s.locked = true;
};
const locked = (s: Mm) => s.locked;
/** A listing past the compiler, which refuses most of these mistakes. */
const list = (listing: object) => mm.fn('lock_page', 'mm/filemap.c', {}, {}, listing as never);

describe('a listing', () => {
  it('keeps its labels in order, and makes operations of bare effects', () => {
    const { lines } = mm.fn('lock_page', 'mm/filemap.c', {}, {}, { wait: wait(locked), lock, out: lock });
    expect(lines.map(({ label, line }) => [label, 'form' in line && line.form])).toEqual([
      ['wait', 'wait'],
      ['lock', 'effect'],
      ['out', 'effect'],
    ]);
  });

  it.each(['0', '7', '10'])('refuses the label %s, which JavaScript would move to the front', (label) => {
    expect(Object.keys({ lock, [label]: lock })[0]).toBe(label);
    expect(refusal(() => list({ lock, [label]: lock }))).toBe(
      `lock_page: the label '${label}' is a number, which JavaScript would move to the front; allowed: names`,
    );
  });

  it.each(['return', 'break', 'end', 'call.inner', '__proto__'])(
    'refuses the label %s, which has a meaning already',
    (label) => {
      expect(refusal(() => list({ [label]: lock }))).toBe(
        `lock_page: the label '${label}' is reserved; allowed: names other than return, break, end, __proto__, without dots`,
      );
    },
  );

  it('refuses a label that has become the prototype of the listing, and is none of its keys', () => {
    const listing = { lock, __proto__: lock };
    expect(Object.keys(listing)).toEqual(['lock']);
    expect(refusal(() => list(listing))).toContain("lock_page: the label '__proto__' is reserved");
  });

  it.each([
    ['a line feed', 'two\n W[0] = 0;', 'two\\u000a W[0] = 0;'],
    ['a carriage return', 'two\rlines', 'two\\u000dlines'],
    ['a line separator', 'two\u2028lines', 'two\\u2028lines'],
    ['a paragraph separator', 'two\u2029lines', 'two\\u2029lines'],
    ['a next line', 'two\u0085lines', 'two\\u0085lines'],
    ['a tab', 'a\tb', 'a\\u0009b'],
    ['an escape', '\u001b[31mred', '\\u001b[31mred'],
    ['a zero', 'a\0', 'a\\u0000'],
  ])('refuses a label with %s in it, and shows it on one line', (_what, label, shown) => {
    expect(refusal(() => list({ [label]: lock }))).toBe(
      `lock_page: the label '${shown}' has a line break or another control character; allowed: text on one line`,
    );
  });

  it.each(['constructor', 'a b', 'lock page (again)', '*/', '// $x', `'"\``, '\\n', 'ä→😀'])(
    'takes the label %s, which is text on one line, and it fires',
    async (label) => {
      const threads = { cpu0: thread(list({ [label]: lock }), {}) };
      const properties = [always('free', (s: Mm) => !s.locked)];
      expect(await nearest(programOf(mm, threads, { properties }))).toMatchObject({ steps: 1 });
    },
  );

  it.each([
    ['when', when(locked, 'uot')],
    ['unless', unless(locked, 'uot')],
    ['goto', goto('uot')],
    ['wait', wait(locked, goto('uot', lock))],
    ['thenGoto', thenGoto(wait(locked), 'uot')],
  ])('refuses an unknown label in %s, and names the nearest', (_form, jump) => {
    expect(refusal(() => list({ first: jump, out: lock }))).toBe(
      "lock_page: the label 'first' goes to 'uot', which is no label of it; did you mean 'out'? (allowed: first, out)",
    );
  });

  it('may go to return without having it', () => {
    const { lines } = mm.fn('f', '', {}, {}, { first: unless(locked, 'return'), lock });
    expect(lines.flatMap(({ line }) => jumpsOf(line))).toEqual(['return']);
  });

  it.each([
    ['behind a goto', { first: goto('out'), lost: lock, out: lock }],
    ['behind a return', { first: goto('return'), lost: lock }],
    ['that only it goes to', { first: thenGoto(wait(locked), 'return'), lost: goto('lost') }],
    ['whose only way in is lost too', { first: goto('return'), lost: lock, also_lost: lock }],
  ])('refuses a label that no path leads to: %s', (_where, listing) => {
    expect(refusal(() => list(listing))).toBe(
      "lock_page: no path leads to the label 'lost'; allowed: labels that can be reached from 'first'",
    );
  });

  it('takes a label that only a jump leads to, from above or below', () => {
    const below = { first: unless(locked, 'slow'), fast: goto('return'), slow: lock };
    const above = { first: goto('test'), body: lock, test: when(locked, 'body') };
    expect(list(below).lines).toHaveLength(3);
    expect(list(above).lines).toHaveLength(3);
  });

  it('refuses to be empty', () => {
    expect(refusal(() => list({}))).toBe('lock_page: it has no labels; allowed: one or more');
  });
});
