import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../checker/program/failure.ts';
import { type Sought, soughtBy } from '../../../checker/search/sought.ts';
import type { Space } from '../../../checker/search/space.ts';
import { type Judged, judge } from '../../../checker/verdict/judge.ts';
import {
  count,
  type Expected,
  holds,
  machine,
  sometimes,
  thread,
  violated,
} from '../../../model/language/index.ts';
import { programOf } from '../../helpers/programOf.ts';

const mm = machine({ n: count(1) });
const f = mm.fn('f', 'test', {}, {}, { a: () => {} });
const g = mm.fn('g', 'test', {}, {}, { b: () => {} });
const whole = programOf(mm, { f: thread(f, {}), g: thread(g, {}) });

/** A program of the two labels f.a and g.b, a step each. */
const program = (expected: Expected, unreachable: Judged['unreachable'] = {}, witness?: string): Judged => ({
  ...whole,
  expected,
  unreachable,
  properties: witness === undefined ? [] : [sometimes(witness, () => true)],
});

const space = (parts: Partial<Space> = {}): Space => ({
  ...{
    findings: [],
    stopped: undefined,
    beyond: 0,
    states: 9,
    transitions: 12,
    depth: 3,
    seconds: 0,
    bytes: 0,
  },
  ...{ fired: Uint8Array.of(1, 1), reached: [], witnesses: [] },
  ...parts,
});

const inStep = (check: string, step: number, property?: string): Failure => ({
  ...{ check, message: check, where: { kind: 'step', step } },
  ...(property === undefined ? {} : { property }),
});
const found = (...failures: readonly Failure[]) => ({
  findings: failures.map((failure) => ({ failure, states: [] })),
});
const bug = inStep('BUG_ON', 0);
const free = inStep('double-free', 1);
const broken: Failure = { check: 'always', property: 'p', message: 'p', where: { kind: 'state' } };

interface Row {
  readonly says: string;
  readonly of: Judged;
  readonly seen: Space;
  readonly sought?: Sought;
  readonly comesTo: Partial<ReturnType<typeof judge>>;
}

const reach = 'the label g.b never fired';
const fired = 'the label g.b is declared unreachable, and fired';

const rows: readonly Row[] = [
  {
    says: 'holds where everything was seen',
    of: program(holds),
    seen: space(),
    comesTo: { verdict: 'holds', asExpected: true, wanted: undefined, incomplete: [], neverFired: [] },
  },
  {
    says: 'holds, and was expected to be violated',
    of: program(violated()),
    seen: space(),
    comesTo: { verdict: 'holds', asExpected: false },
  },
  {
    says: 'a failure, and was expected to hold',
    of: program(holds),
    seen: space({ ...found(bug), stopped: 'violation' }),
    comesTo: { verdict: 'violated', asExpected: false, wanted: 0, incomplete: [] },
  },
  {
    says: 'any failure, as expected',
    of: program(violated()),
    seen: space({ ...found(bug), stopped: 'violation' }),
    comesTo: { verdict: 'violated', asExpected: true, wanted: 0 },
  },
  {
    says: 'the expected check behind another one',
    of: program(violated('double-free')),
    seen: space({ ...found(bug, free), stopped: 'violation' }),
    comesTo: { verdict: 'violated', asExpected: true, wanted: 1 },
  },
  {
    says: 'another check than the expected one',
    of: program(violated('double-free')),
    seen: space(found(bug)),
    comesTo: { verdict: 'violated', asExpected: false, wanted: 0 },
  },
  {
    says: 'the expected property',
    of: program(violated('p')),
    seen: space({ ...found(broken), stopped: 'violation' }),
    comesTo: { verdict: 'violated', asExpected: true, wanted: 0 },
  },
  {
    says: 'the expected check by the name that a property gives it',
    of: program(violated('freed once')),
    seen: space(found(inStep('double-free', 1, 'freed once'))),
    comesTo: { verdict: 'violated', asExpected: true, wanted: 0 },
  },
  {
    says: 'the expected check at the expected label',
    of: program(violated('BUG_ON', 'f.a')),
    seen: space(found(bug)),
    comesTo: { verdict: 'violated', asExpected: true, wanted: 0 },
  },
  {
    says: 'the expected check at another label',
    of: program(violated('BUG_ON', 'g.b')),
    seen: space(found(bug)),
    comesTo: { verdict: 'violated', asExpected: false, wanted: 0 },
  },
  {
    says: 'the expected check at the expected label, behind the same one elsewhere',
    of: program(violated('BUG_ON', 'g.b')),
    seen: space(found(bug, inStep('BUG_ON', 1))),
    comesTo: { verdict: 'violated', asExpected: true, wanted: 1 },
  },
  {
    says: 'a state that fails, where a label was expected to',
    of: program(violated('always', 'f.a')),
    seen: space(found(broken)),
    comesTo: { verdict: 'violated', asExpected: false },
  },
  {
    says: 'the first of what a search found that looked for nothing',
    of: program(violated('double-free')),
    seen: space(found(bug, free)),
    sought: 'none',
    comesTo: { verdict: 'violated', asExpected: false, wanted: 0 },
  },
  {
    says: 'a label that never fired',
    of: program(holds),
    seen: space({ fired: Uint8Array.of(1, 0) }),
    comesTo: { verdict: 'incomplete', asExpected: false, incomplete: [reach], neverFired: ['g.b'] },
  },
  {
    says: 'a label that never fired, as was declared',
    of: program(holds, { 'g.b': 'for a reason' }),
    seen: space({ fired: Uint8Array.of(1, 0) }),
    comesTo: { verdict: 'holds', neverFired: [] },
  },
  {
    says: 'a label that fired, though it was declared unreachable',
    of: program(holds, { 'g.b': 'for a reason' }),
    seen: space(),
    comesTo: { verdict: 'incomplete', incomplete: [fired] },
  },
  {
    says: 'a label of another design that is declared unreachable',
    of: program(holds, { 'h.c': 'for a reason' }),
    seen: space(),
    comesTo: { verdict: 'holds', incomplete: [] },
  },
  {
    says: 'a witness that no state was',
    of: program(holds, {}, 'w'),
    seen: space(),
    comesTo: {
      verdict: 'incomplete',
      incomplete: ['no state witnesses "w"'],
      witnesses: [{ name: 'w', seen: false }],
    },
  },
  {
    says: 'a witness that was seen',
    of: program(holds, {}, 'w'),
    seen: space({ witnesses: ['w'] }),
    comesTo: { verdict: 'holds', witnesses: [{ name: 'w', seen: true }] },
  },
  {
    says: 'a violation, whatever else is missing',
    of: program(violated(), {}, 'w'),
    seen: space({ ...found(bug), fired: Uint8Array.of(1, 0), stopped: 'violation' }),
    comesTo: { verdict: 'violated', asExpected: true, incomplete: [] },
  },
  {
    says: 'one reason alone where the search was cut short',
    of: program(holds, {}, 'w'),
    seen: space({ fired: Uint8Array.of(1, 0), stopped: 'timeout' }),
    comesTo: {
      verdict: 'incomplete',
      incomplete: ['the time was up; raise --timeout or lower a size with --set'],
    },
  },
];

describe('what a space comes to', () => {
  it.each(rows)('$says', ({ of, seen, sought = soughtBy(of.expected), comesTo }) => {
    expect(judge(of, seen, sought)).toMatchObject(comesTo);
  });
});
