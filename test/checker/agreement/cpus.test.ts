import { describe, expect, it } from 'vitest';
import { compile } from '../../../checker/packed/compile.ts';
import { ReferenceEngine } from '../../../checker/reference/referenceEngine.ts';
import { machine, many, spin, thread, unless } from '../../../model/language/index.ts';
import { programOf } from '../../helpers/programOf.ts';
import { refusal } from '../../helpers/refusal.ts';

const mm = machine({});
const fn = (name: string, listing: object) => mm.fn(name, 'mm/example.c', {}, {}, listing as never);
const nothing = () => {};
const work = fn('work', { nothing });
const on = (cpu?: number) => thread(work, {}, cpu === undefined ? {} : { cpu });
const cpusOf = (...cpus: readonly (number | undefined)[]) =>
  programOf(mm, Object.fromEntries(cpus.map((cpu, i) => [`t${i}`, on(cpu)])));

describe('the number of a CPU', () => {
  it('is the one that its threads name, and for the others the lowest that nobody names', () => {
    const numbers = (...cpus: readonly (number | undefined)[]) =>
      cpusOf(...cpus).threads.map(({ cpu }) => cpu);
    expect(numbers(undefined, undefined, undefined)).toEqual([0, 1, 2]);
    expect(numbers(undefined, 0, undefined, 2, 0)).toEqual([1, 0, 3, 2, 0]);
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 60, '0', null])('is not %s', (cpu) => {
    expect(refusal(() => programOf(mm, { kswapd: on(cpu as number) }))).toBe(
      `test/small: thread kswapd: its CPU is ${cpu}, which is no number of one; allowed: whole numbers from 0`,
    );
  });
});

describe('a shared CPU', () => {
  it('is one that more than one thread names', () => {
    expect(cpusOf(undefined, 0, undefined).cpus).toEqual([]);
    expect(cpusOf(3, undefined, 1, 3, 1, 2).cpus).toEqual([
      { cpu: 1, threads: [2, 4] },
      { cpu: 3, threads: [0, 3] },
    ]);
    expect(programOf(mm, { t: many(3, () => on(0)) }).cpus).toEqual([{ cpu: 0, threads: [0, 1, 2] }]);
  });

  it('is a field of the state, and there is none where no CPU is shared', () => {
    const starts = (...cpus: readonly number[]) => [
      ...new ReferenceEngine(cpusOf(...cpus)).initial().values(),
    ];
    expect(starts(0, 1)[0]).not.toHaveProperty('running');
    expect(starts(0, 0, 1, 1)[0]).toHaveProperty('running', [null, null]);
  });

  it('is packed as which of its threads runs there', () => {
    const program = cpusOf(5, 0, 5, 0);
    const { codec, starts } = compile(program);
    const [start] = starts.values();
    const words = [null, 1, 3].flatMap((first) =>
      [null, 0, 2].map((second) => {
        const state = { ...start!, running: [first, second] };
        const encoded = codec.encode(state);
        expect(codec.decode(encoded, 0)).toEqual(state);
        return encoded.join();
      }),
    );
    expect(new Set(words).size).toBe(9);
  });

  it('is not shared by a thread that begins by spinning, in a call or not', () => {
    const spins = fn('spins', { spin: spin(() => false) });
    const allowed = 'allowed: a label in front of it, with which the thread takes the CPU';
    expect(refusal(() => programOf(mm, { a: on(0), b: thread(spins, {}, { cpu: 0 }) }))).toBe(
      `test/small: thread b shares CPU 0, and its first label 'spin' spins; ${allowed}`,
    );
    expect(programOf(mm, { a: on(0), b: thread(spins, {}, { cpu: 1 }) }).cpus).toEqual([]);
    const later = fn('later', { test: unless(() => true, 'return'), spin: spin(() => false) });
    expect(programOf(mm, { a: on(0), b: thread(later, {}, { cpu: 0 }) }).cpus).toHaveLength(1);
  });
});
