import { describe, expect, it } from 'vitest';
import { atTheEnd, bool, count, machine, record, unless, when, word } from '../../../model/language/index.ts';
import {
  __clear_bit,
  __set_bit,
  clear_bit,
  loadedWord,
  set_bit,
  test_and_clear_bit,
  test_and_set_bit,
  test_bit,
} from '../../../model/primitives/index.ts';
import { agreeOn } from '../../helpers/agreeOn.ts';
import { contendedOn } from '../../helpers/contendedOn.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';
import { Walk } from '../../helpers/walk.ts';

const flags = word({ A: bool(), B: bool(), C: bool() });
const mm = machine({ flags });
type Mm = typeof mm.state;
const locals = { old: loadedWord(flags) };
const of = (s: Mm) => s.flags;
const stay = () => {};

const started = (...listings: object[]) => threadsOf(mm, locals, ...listings);
const stateBehind = (listing: object, initial: (s: Mm) => void = () => {}) => {
  const walk = new Walk(programOf(mm, started(listing), { initial }));
  const labels = walk.run('cpu0');
  return { labels, flags: walk.state.shared.flags };
};
const setA = (s: Mm) => {
  s.flags.A = true;
};

describe('an atomic operation', () => {
  it('changes its own bit', () => {
    expect(stateBehind({ set: set_bit(of, 'B') }).flags).toEqual({ A: false, B: true, C: false });
    expect(stateBehind({ clear: clear_bit(of, 'A') }, setA).flags).toEqual({ A: false, B: false, C: false });
    expect(stateBehind({ clear: clear_bit(of, 'B') }, setA).flags).toEqual({ A: true, B: false, C: false });
  });

  it.each([
    ['test_bit', test_bit(of, 'A'), [false, false], [true, true]],
    ['test_and_set_bit', test_and_set_bit(of, 'A'), [false, true], [true, true]],
    ['test_and_clear_bit', test_and_clear_bit(of, 'A'), [false, false], [true, false]],
  ])('says what its bit was: %s', (_name, op, ofClear, ofSet) => {
    const asked = (initial?: (s: Mm) => void) => {
      const { labels, flags } = stateBehind({ op: unless(op, 'return'), stay }, initial);
      return [labels.includes('stay'), (flags as Mm['flags']).A];
    };
    expect(asked()).toEqual(ofClear);
    expect(asked(setA)).toEqual(ofSet);
  });

  it('loses nothing of another one', async () => {
    const all = atTheEnd<Mm>('both are set', (s) => s.flags.A && s.flags.B);
    const threads = started({ a: set_bit(of, 'A') }, { b: when(test_and_set_bit(of, 'B'), 'return'), stay });
    expect(await nearest(programOf(mm, threads, { properties: [all] }))).toBeUndefined();
  });
});

describe('a plain store', () => {
  it('leaves the other bits as they were', () => {
    const all = (s: Mm) => Object.assign(s.flags, { A: true, B: true, C: true });
    expect(stateBehind({ ...__clear_bit('clear', of, 'B', 'old') }, all).flags).toEqual({
      A: true,
      B: false,
      C: true,
    });
    expect(stateBehind({ ...__set_bit('set', of, 'C', 'old') }, setA).flags).toEqual({
      A: true,
      B: false,
      C: true,
    });
  });

  it('loses what is stored between its load and its store', async () => {
    const all = atTheEnd<Mm>('A is set', (s) => s.flags.A);
    const plain = __set_bit('set', of, 'B', 'old');
    // Loaded; set; stored.
    const threads = started(plain, { a: set_bit(of, 'A') });
    expect(await nearest(programOf(mm, threads, { properties: [all] }))).toMatchObject({
      check: 'atTheEnd',
      steps: 3,
    });
    const both = started(plain, __set_bit('set', of, 'A', 'old'));
    expect(await nearest(programOf(mm, both, { properties: [all] }))).toMatchObject({
      check: 'atTheEnd',
      steps: 4,
    });
    const atomic = started({ b: set_bit(of, 'B') }, { a: set_bit(of, 'A') });
    expect(await nearest(programOf(mm, atomic, { properties: [all] }))).toBeUndefined();
  });

  it('leaves nothing in its local', async () => {
    const { depth, states } = await explore(
      programOf(mm, started({ ...__set_bit('set', of, 'A', 'old'), stay })),
    );
    // At the load, the store, the last label and the end: the word loaded is 0 in all of them.
    expect([depth, states]).toEqual([3, 4]);
  });
});

describe('one access', () => {
  it('is what each makes', async () => {
    const atomic = {
      set: set_bit(of, 'A'),
      test: unless(test_and_clear_bit(of, 'B'), 'set'),
      clear: clear_bit(of, 'C'),
    };
    const plain = { ...__set_bit('plain', of, 'B', 'old'), clear: clear_bit(of, 'B'), set: set_bit(of, 'B') };
    expect(Object.values(await contendedOn(mm, { locals }, atomic, plain)).every((times) => times <= 1)).toBe(
      true,
    );
    expect(await contendedOn(mm, { locals }, plain)).toEqual({
      plain: 1,
      'plain: store': 1,
      clear: 1,
      set: 1,
    });
  });
});

describe('what is no word', () => {
  it('has no local to be loaded into', () => {
    const refused = 'loadedWord(): it is given an object; allowed: a word() of 1 to 31 bools';
    for (const node of [record({ A: bool() }), word({}), word({ A: count(1) })])
      expect(() => loadedWord(node)).toThrow(refused);
    expect(() => loadedWord(undefined as never)).toThrow('loadedWord(): it is given undefined');
  });

  it('has no bit', async () => {
    const line = { set: set_bit(of as never, 'D' as never) };
    const message =
      "what it works on is an object without a bit 'D'; allowed: a word() of the machine that has the bit";
    await expect(explore(programOf(mm, started(line)))).rejects.toThrow(message);
    const plain = __clear_bit('clear', of as never, 'D' as never, 'old');
    await expect(explore(programOf(mm, started(plain)))).rejects.toThrow(message);
  });
});

describe('both engines and the oracle', () => {
  it('agree on words', async () => {
    const plain = { ...__set_bit('set', of, 'A', 'old'), ...__clear_bit('clear', of, 'B', 'old') };
    const atomic = {
      a: when(test_and_set_bit(of, 'A'), 'return'),
      b: unless(test_and_clear_bit(of, 'B'), 'a'),
      stay,
    };
    await agreeOn(
      mm,
      started(plain, atomic, {
        c: set_bit(of, 'C'),
        test: when(test_bit(of, 'C'), 'return'),
        b: set_bit(of, 'B'),
      }),
    );
  });
});
