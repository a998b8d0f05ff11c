import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../checker/program/program.ts';
import {
  bool,
  count,
  design,
  holds,
  machine,
  many,
  pointer,
  record,
  scenario,
  size,
  table,
  tasks,
  thread,
} from '../../../model/language/index.ts';
import { refusal } from '../../helpers/refusal.ts';

const wide = (of: object) => {
  const mm = machine({ ...of, task: tasks({ n: count(3) }) });
  const fn = mm.fn('f', 'mm/example.c', {}, {}, { step: () => {} });
  return scenario('test/wide', {
    summary: 'as wide as a size says',
    machine: mm,
    threads: { t: many(size('threads', 1), () => thread(fn, {})) },
    designs: { base: design([], holds) },
  });
};
const rows = 2 ** 20;
const told = (bits: number) =>
  `test/wide: a state of it has ${bits} bits; allowed: up to 2048 (fewer rows, smaller bounds)`;

describe('a state that is far too wide', () => {
  // Two bits of the task are always there. A layout would tell of whole words: it is not even begun.
  it.each([
    ['rows', { page: table(size('pages', 2), { c: count(3), d: bool() }) }, { pages: rows }, 3 * rows + 2],
    [
      'rows in a record',
      { zone: record({ page: table(size('pages', 2), { d: bool() }) }) },
      { pages: rows },
      rows + 2,
    ],
    [
      'rows that point to one another',
      { page: table(size('pages', 2), { next: pointer('page') }) },
      { pages: rows - 1 },
      20 * (rows - 1) + 2,
    ],
    ['threads, by their own fields', {}, { threads: 2000 }, 4000],
  ])('is refused before anything is made of it: %s', (_, fields, sizes, bits) => {
    expect(refusal(() => buildProgram(wide(fields), 'base', sizes as never))).toBe(told(bits));
  });
});
