import { describe, expect, it } from 'vitest';
import type { Program } from '../../../checker/program/program.ts';
import {
  any,
  bool,
  either,
  ModelError,
  machine,
  on,
  otherwise,
  rowSet,
  spin,
  table,
  unless,
  wait,
  when,
} from '../../../model/language/index.ts';
import { naiveSearch } from '../../helpers/naiveSearch.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { refusal } from '../../helpers/refusal.ts';
import { explore } from '../../helpers/searches.ts';

const mm = machine({ page: table(2, { locked: bool() }), set: rowSet('page') });
type Mm = typeof mm.state;
const running = (line: unknown): Program =>
  programOf(mm, threadsOf(mm, {}, { here: line, last: () => {} } as never), {
    initial: (s: Mm) => {
      s.set = 3 as never;
    },
  });

/** Expects every search to refuse the program with the message. */
async function expectRefusal(program: Program, message: string): Promise<void> {
  const packed = await explore(program).catch((error: unknown) => error);
  expect(packed).toBeInstanceOf(ModelError);
  expect((packed as ModelError).message).toBe(message);
  expect(refusal(() => naiveSearch(program, 'any'))).toBe(message);
}

const answers: readonly [what: string, value: unknown][] = [
  ['2', 2],
  ['0', 0],
  ['null', null],
  ['undefined', undefined],
  ["'1'", '1'],
  ['-0', -0],
  ['1n', 1n],
  ['an array', []],
  ['an object', {}],
  ['a function', () => true],
  ['a promise', Promise.resolve(true)],
  ['an iterator', [true].values()],
  ['a symbol', Symbol('true')],
];
const as = (value: unknown) => (() => value) as () => boolean;

describe.each(answers)('an answer of %s', (what, value) => {
  const at = (choice = '') => `test/small@only: cpu0 at here${choice}`;
  const guard = `its guard answers ${what}; allowed: true, false`;
  const test = `its test answers ${what}; allowed: true, false`;

  it('is refused of a guard', async () => {
    await expectRefusal(running(wait(as(value))), `${at()}: ${guard}`);
    await expectRefusal(running(spin(as(value))), `${at()}: ${guard}`);
    await expectRefusal(running(either(on(as(value)), otherwise())), `${at()}: ${guard}`);
    await expectRefusal(running(either(any('page', as(value)))), `${at(' with page[0]')}: ${guard}`);
  });

  it('is refused of a test', async () => {
    await expectRefusal(running(when(as(value), 'return')), `${at()}: ${test}`);
    await expectRefusal(running(unless(as(value), 'last')), `${at()}: ${test}`);
    await expectRefusal(running(either(on(() => true, when(as(value), 'last')))), `${at()}: ${test}`);
  });
});
