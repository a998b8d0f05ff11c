import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../checker/program/program.ts';
import {
  type AnyFn,
  bool,
  call,
  count,
  design,
  holds,
  machine,
  many,
  scenario,
  size,
  table,
  thread,
  when,
} from '../../../model/language/index.ts';
import { refusal } from '../../helpers/refusal.ts';

const mm = machine({ c: count(3) });
const nothing = () => {};
const leaf = mm.fn('leaf', 'mm/example.c', {}, {}, { a: nothing });

/** Functions that call one another so deep, each the next one so often. */
function nested(depth: number, often: number): AnyFn {
  let fn: AnyFn = leaf;
  for (let i = 1; i <= depth; i++) {
    const calls = Array.from({ length: often }, (_, k) => [`c${k}`, call(fn as never)]);
    fn = mm.fn(`f${i}`, 'mm/example.c', {}, {}, Object.fromEntries(calls));
  }
  return fn;
}

/** A function of so many labels, each of which may jump to the first. */
function long(labels: number): AnyFn {
  const lines = Array.from({ length: labels }, (_, i) => [
    `l${i}`,
    i % 2 === 0 ? nothing : when(() => false, `l${i - 1}`),
  ]);
  return mm.fn('long', 'mm/example.c', {}, {}, Object.fromEntries(lines) as never);
}

function build(fn: AnyFn) {
  const parts = { summary: '', machine: mm, designs: { only: design([], holds) } };
  return buildProgram(scenario('test/large', { ...parts, threads: { t: thread(fn as never, {}) } }), 'only');
}

/** What is refused, and that it is at once. */
function soon(what: () => unknown): string {
  const begun = performance.now();
  const said = refusal(what);
  expect(performance.now() - begun).toBeLessThan(10_000);
  return said;
}

describe('a function with what it calls', () => {
  it('has up to 10,000 labels', () => {
    expect(build(long(10_000)).bodies[0]!.labels).toHaveLength(10_000);
    expect(build(nested(13, 2)).bodies[0]!.labels).toHaveLength(8192);
    expect(build(nested(1, 10_000)).bodies[0]!.labels).toHaveLength(10_000);
  });

  it.each([
    ['long', () => long(10_001)],
    ['long', () => long(70_000)],
    ['f14', () => nested(14, 2)],
    ['f60', () => nested(60, 2)],
    ['f1', () => nested(1, 10_001)],
    ['f8', () => nested(8, 9)],
  ])('has no more: %s', (name, fn) => {
    expect(soon(() => build(fn()))).toBe(
      `${name}: it has more than 10000 labels with those of its calls; allowed: up to 10000 (fewer calls, or functions of their own threads)`,
    );
  });

  it('calls up to 100 functions in one another', () => {
    const [label] = build(nested(100, 1)).bodies[0]!.labels;
    expect(label!.calls).toHaveLength(100);
    for (const depth of [101, 2000, 20_000]) {
      expect(soon(() => build(nested(depth, 1)))).toMatch(
        /^f?\w+: it is called 101 calls deep; allowed: up to 100 calls in one another$/,
      );
    }
  });
});

describe('a size', () => {
  const sized = machine({ page: table(size('pages', 2), { c: bool() }) });
  const f = sized.fn('f', 'mm/example.c', {}, {}, { a: nothing });
  const of = scenario('test/sized', {
    summary: '',
    machine: sized,
    threads: { t: many(size('threads', 2), () => thread(f, {})) },
    designs: { only: design([], holds) },
  });

  it.each([
    [{ pages: 2049 }, 'a state of it has '],
    [{ pages: 1_048_576 }, 'a state of it has '],
    [{ threads: 2049 }, 'threads t: there are 2049 of them; allowed: up to 2048'],
    [{ threads: 1_048_576 }, 'threads t: there are 1048576 of them; allowed: up to 2048'],
  ])('of %o is refused at once', (sizes, message) => {
    expect(soon(() => buildProgram(of, 'only', sizes))).toContain(`test/sized: ${message}`);
  });
});
