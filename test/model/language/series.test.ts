import { describe, expect, it } from 'vitest';
import {
  type AnyFn,
  type AnyPatch,
  after,
  applySeries,
  before,
  bool,
  call,
  count,
  machine,
  patch,
  pointer,
  remove,
  type Shape,
  table,
  thread,
} from '../../../model/language/index.ts';
import { programOf } from '../../helpers/programOf.ts';
import { refusal } from '../../helpers/refusal.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine({ page: table(1, {}), n: count(9) });
const step = () => {};
const put_page = mm.fn('put_page', 'mm/swap.c', {}, {}, { put: step });
const migrate = mm.fn(
  'migrate',
  'mm/migrate.c',
  { page: pointer('page') },
  { rc: bool() },
  { lock: step, put: call(put_page) },
);
const compact = mm.fn('compact', 'mm/compaction.c', {}, {}, { isolate: step });

const apply = (entries: readonly unknown[], ...series: AnyPatch[]) => applySeries(entries as AnyFn[], series);
const labelsOf = (name: string, ...series: AnyPatch[]) =>
  apply([migrate], ...series)
    .get(name)
    ?.lines.map(({ label }) => label);

describe('a series', () => {
  it('has the functions that threads start with, those that they call, and those that patches change or call', () => {
    expect([...apply([migrate]).keys()]).toEqual(['migrate', 'put_page']);
    expect([...apply([put_page]).keys()]).toEqual(['put_page']);
    const changes = patch('x').in(compact, after('isolate', { put: call(put_page) }));
    expect([...apply([compact], changes).keys()]).toEqual(['compact', 'put_page']);
    expect([...apply([put_page], changes).keys()]).toEqual(['put_page', 'compact']);
  });

  it('is applied in order', () => {
    const one = patch('one').in(migrate, after('lock', { one: step }));
    const two = patch('two').in(migrate, after('lock', { two: step }));
    expect(labelsOf('migrate', one, two)).toEqual(['lock', 'two', 'one', 'put']);
    expect(labelsOf('migrate', two, one)).toEqual(['lock', 'one', 'two', 'put']);
  });

  it('lets a patch anchor on what one before it brings, not on what one after it brings', () => {
    const one = patch('one').in(migrate, after('lock', { one: step }));
    const two = patch('two', one).in(migrate, after('one', { two: step }), remove('lock'));
    expect(labelsOf('migrate', one, two)).toEqual(['one', 'two', 'put']);
    expect(refusal(() => labelsOf('migrate', two, one))).toBe(
      `patch "two": migrate has no label 'one' to anchor on; allowed: lock, put`,
    );
    expect(refusal(() => labelsOf('migrate', one, two, one))).toContain(
      `patch "one": migrate has no label 'lock'`,
    );
  });

  it('refuses a patch that is in it twice', () => {
    const one = patch('one').in(migrate, after('lock', { one: step }));
    expect(refusal(() => labelsOf('migrate', one, one))).toContain("already has a label 'one'");
  });

  it('leaves the functions of the machine as they were', () => {
    labelsOf('migrate', patch('x').in(migrate, after('lock', { one: step })));
    expect(migrate.lines.map(({ label }) => label)).toEqual(['lock', 'put']);
    expect(labelsOf('migrate')).toEqual(['lock', 'put']);
  });

  it('checks and keeps patches on functions that no thread runs', () => {
    const elsewhere = patch('x').in(compact, after('isolate', { more: step }));
    const walk = new Walk(programOf(mm, { cpu0: thread(put_page, {}) }, { series: [elsewhere] }));
    expect(walk.run('cpu0')).toEqual(['put']);
    expect(labelsOf('compact', elsewhere)).toEqual(['isolate', 'more']);
    const broken = patch('x').in(compact, remove('isolate'));
    expect(refusal(() => labelsOf('migrate', broken))).toBe(
      'compact: it has no labels; allowed: one or more',
    );
  });

  it('checks where functions go only when it is complete', () => {
    const one = patch('one').in(compact, remove('isolate'));
    const two = patch('two').in(put_page, before('put', { first: step }));
    const first = patch('first').in(put_page, remove('put'));
    const second = patch('second').in(compact, after('isolate', { more: step }), remove('isolate'));
    expect(refusal(() => labelsOf('migrate', one, two))).toContain('compact: it has no labels');
    expect(labelsOf('put_page', two, first)).toEqual(['first']);
    expect(labelsOf('compact', second)).toEqual(['more']);
  });
});

describe('two functions of one name', () => {
  const message = 'put_page: two functions of one design have this name; allowed: one, changed by patches';
  const other = mm.fn('put_page', 'mm/other.c', {}, {}, { other: step });

  it.each([
    ['both started', () => apply([put_page, other])],
    ['one called', () => apply([migrate, other])],
    ['one patched', () => apply([migrate], patch('x').in(other, after('other', { more: step })))],
    [
      'one called from a patch',
      () => apply([migrate], patch('x').in(migrate, after('lock', { c: call(other) }))),
    ],
  ])('are refused: %s', (_how, make) => {
    expect(refusal(make)).toBe(message);
  });

  it('are one where it is the same function', () => {
    expect([...apply([put_page, put_page, migrate]).keys()]).toEqual(['put_page', 'migrate']);
  });
});

describe('the locals of a patch', () => {
  it('join those of the function', () => {
    const x = patch('x').locals(migrate, { anon_vma: bool() });
    expect(Object.keys(apply([migrate], x).get('migrate')!.locals)).toEqual(['rc', 'anon_vma']);
  });

  it('may be without use from another patch on, which they stay locals for', () => {
    const x = patch('x').locals(migrate, { anon_vma: bool() });
    const y = patch('y', x).withoutLocals(migrate, 'anon_vma', 'rc');
    const { locals, unused } = apply([migrate], x, y).get('migrate')!;
    expect({ locals: Object.keys(locals), unused }).toEqual({
      locals: ['rc', 'anon_vma'],
      unused: ['anon_vma', 'rc'],
    });
    expect(apply([migrate], x).get('migrate')!.unused).toEqual([]);
  });

  it('refuse to be without use where there are none', () => {
    const x = patch('mm: y').withoutLocals(migrate, 'rx' as 'rc');
    expect(refusal(() => apply([migrate], x))).toBe(
      `patch "mm: y": migrate has no local 'rx'; did you mean 'rc'? (allowed: rc)`,
    );
  });

  it.each([
    ['a local of the function', [patch('mm: y').locals(migrate, { rc: bool() })], 'rc'],
    ['a parameter of the function', [patch('mm: y').locals(migrate, { page: bool() })], 'page'],
    [
      'a local of the same patch',
      [patch('mm: y').locals(migrate, { a: bool() }).locals(migrate, { a: bool() })],
      'a',
    ],
    [
      'a local of a patch before it',
      [patch('one').locals(migrate, { a: bool() }), patch('mm: y').locals(migrate, { a: bool() })],
      'a',
    ],
  ])('refuse a name that is taken: %s', (_by, series, name) => {
    expect(refusal(() => apply([migrate], ...series))).toBe(
      `patch "mm: y": migrate already has a local '${name}'; allowed: a name that is free`,
    );
  });

  it.each([
    ['current', { current: bool() }],
    ['constructor', { constructor: bool() }],
    ['__proto__', { ['__proto__']: bool() }],
    ['__proto__', { __proto__: bool() }],
  ])('refuse what no local may be called: %s', (name, locals) => {
    const x = patch('mm: y').locals(migrate, locals as Shape);
    expect(refusal(() => apply([migrate], x))).toContain(
      `patch "mm: y": migrate: it cannot have a variable '${name}'`,
    );
  });

  it('may be called as what every object has', () => {
    const x = patch('x').locals(migrate, { toString: bool(), valueOf: bool() });
    expect(Object.keys(apply([migrate], x).get('migrate')!.locals)).toEqual(['rc', 'toString', 'valueOf']);
  });
});
