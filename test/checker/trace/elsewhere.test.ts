import { beforeAll, describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import { realign } from '../../../checker/trace/realign.ts';
import { type TraceDocument, traceDocument } from '../../../checker/trace/traceDocument.ts';
import {
  type AnyPatch,
  always,
  before,
  bool,
  count,
  design,
  either,
  goto,
  machine,
  on,
  patch,
  replace,
  scenario,
  thread,
  violated,
  when,
} from '../../../model/language/index.ts';

const mm = machine({ n: count(3), closed: bool() });
type Mm = typeof mm.state;
const up = (s: Mm) => {
  s.n++;
};
const is_closed = (s: Mm) => s.closed;
const is_low = (s: Mm) => s.n < 2;
const nothing = () => {};

/** Counts to three, unless it is closed, which it never is; what is left to be done then is nothing. */
const climb = mm.fn(
  'climb',
  'test',
  {},
  {},
  { first: up, look: when(is_closed, 'return'), second: up, third: up, last: nothing },
);

const series: Readonly<Record<string, AnyPatch>> = {
  leaves: patch('leaves').in(
    climb,
    before('second', {
      leave: either(
        on(is_low, goto('return')),
        on((s: Mm) => !is_low(s)),
      ),
    }),
  ),
  leaps: patch('leaps').in(
    climb,
    before('third', {
      leap: either(
        on(() => true, goto('last')),
        on(() => false),
      ),
    }),
  ),
  tests: patch('tests').in(climb, before('second', { is_low: when(is_low, 'return') })),
  testsTwice: patch('tests twice').in(
    climb,
    before('second', { low: when(is_low, 'lower'), between: nothing, lower: when(is_low, 'last') }),
  ),
  closes: patch('closes').in(
    climb,
    replace('first', {
      first: (s: Mm) => {
        up(s);
        s.closed = true;
      },
    }),
  ),
  loops: patch('loops').in(climb, before('second', { again: when(() => true, 'again') })),
};

const climbing = scenario('test/climbing', {
  summary: 'a count of three is too many',
  machine: mm,
  threads: { only: thread(climb, {}) },
  properties: [always('it stays below three', (s: Mm) => s.n < 3)],
  designs: {
    base: design([], violated()),
    ...Object.fromEntries(Object.entries(series).map(([name, one]) => [name, design([one], violated())])),
  },
});

describe('a trace whose thread is elsewhere on another design', () => {
  let race: TraceDocument;
  const fateOn = (name: string) =>
    realign(buildProgram(climbing, name), race, buildProgram(climbing, 'base')).fate;
  const stopped = { kind: 'stopped', thread: 'only' };
  beforeAll(async () => {
    race = traceDocument((await check(climbing, 'base')).trace!);
    expect(race.steps.map(({ label }) => label)).toEqual(['first', 'look', 'second', 'third']);
  });

  it('stops at its own step where the thread has ended, and nothing that it tested led there', () => {
    // Its last step is a choice and no test, and the test before that went as the trace has it.
    expect(fateOn('leaves')).toEqual({ ...stopped, step: 3, label: 'second', why: 'it has ended' });
  });

  it('stops at its own step where the thread is at another one', () => {
    expect(fateOn('leaps')).toEqual({ ...stopped, step: 4, label: 'third', why: 'it is at last' });
  });

  it("stops at the design's own test that led to the end", () => {
    expect(fateOn('tests')).toEqual({
      ...stopped,
      step: 3,
      label: 'is_low',
      why: 'is_low is true (n = 1); where the trace goes on at second, it has ended',
    });
  });

  it('stops at the first of several such tests', () => {
    expect(fateOn('testsTwice')).toEqual({
      ...stopped,
      step: 3,
      label: 'low',
      why: 'is_low is true (n = 1); where the trace goes on at second, it is at last',
    });
  });

  it('stops at a test that both have, and that goes another way now', () => {
    expect(fateOn('closes')).toEqual({
      ...stopped,
      step: 2,
      label: 'look',
      why: 'is_closed is true (closed = true); where the trace goes on at second, it has ended',
    });
  });

  it('stops at a loop of labels that only the design has, however long it would go on', () => {
    expect(fateOn('loops')).toMatchObject({ ...stopped, step: 3, label: 'again' });
  });
});
