import { describe, expect, it } from 'vitest';
import { type CheckResult, check } from '../../../checker/check.ts';
import { certificateOf } from '../../../checker/report/certificate.ts';
import { fullReport } from '../../../checker/report/fullReport.ts';
import { jsonReport } from '../../../checker/report/json.ts';
import {
  count,
  design,
  either,
  goto,
  holds,
  machine,
  on,
  type Property,
  type Scenario,
  scenario,
  thread,
  wait,
  when,
} from '../../../model/language/index.ts';
import { always, atTheEnd, everyStep, maximum, sometimes, within } from '../../../model/language/property.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { refusal, refusalOf } from '../../helpers/refusal.ts';

const mm = machine({ n: count(9), m: count(9) });
type S = typeof mm.state;

const counts = (field: 'n' | 'm') => ({
  add: (s: S) => {
    s[field]++;
  },
  again: goto('add'),
});
const up = mm.fn('up', 'test', {}, {}, counts('n'));
const threads = { up: thread(up, {}) };

const asked = (properties: readonly Property<S>[], of: object = threads): Scenario =>
  scenario('test/within', {
    summary: '',
    machine: mm,
    threads: of as typeof threads,
    properties,
    designs: { d: design([], holds) },
  });
const upTo = (most: number) => within(`up to ${most}`, (s: S) => s.n <= most);

/** What both engines and the oracle agree on. */
async function checked(of: Scenario): Promise<CheckResult> {
  await expectAgreement(of, 'd', { maxStates: 5000 });
  await expectAgreement(of, 'd', { maxStates: 5000, sought: 'none' });
  return check(of, 'd');
}

describe('what is beyond a bound', () => {
  it('is counted, and not explored', async () => {
    // n = 0 to 3 before `add`, and 1 to 3 before `again`; 4 before `again` is beyond.
    const { states, transitions, bounds, verdict, depth } = await checked(asked([upTo(3)]));
    expect([verdict, states, transitions, bounds.beyond]).toEqual(['holds', 7, 7, 1]);
    expect(depth).toBe(7);
  });

  it('is each state once', async () => {
    const two = { up: thread(up, {}), other: thread(mm.fn('other', 'test', {}, {}, counts('m')), {}) };
    const sum = within('a sum', (s: S) => s.n + s.m <= 3);
    const { states, bounds } = await checked(asked([sum], two));
    // Each of the pairs has four places of the two threads, but for a count of 0, before which nobody is at `again`.
    const places = (n: number, m: number) => (n > 0 ? 2 : 1) * (m > 0 ? 2 : 1);
    const pairs = [0, 1, 2, 3, 4].flatMap((n) => [0, 1, 2, 3, 4].map((m) => [n, m] as const));
    const inside = pairs.filter(([n, m]) => n + m <= 3);
    expect(states).toBe(inside.reduce((all, [n, m]) => all + places(n, m), 0));
    // Beyond them one has just counted, and the other stands anywhere.
    const beyond = pairs.filter(([n, m]) => n + m === 4);
    const found = new Set(
      beyond.flatMap(([n, m]) => [
        ...(n > 0
          ? ['add', ...(m > 0 ? ['again'] : [])].map(
              (at) => `${n} ${m} again ${m > 0 || at === 'add' ? at : ''}`,
            )
          : []),
        ...(m > 0 ? ['add', ...(n > 0 ? ['again'] : [])].map((at) => `${n} ${m} ${at} again`) : []),
      ]),
    );
    expect(bounds.beyond).toBe(found.size);
  });

  it('may be where one starts', async () => {
    const { states, bounds, verdict, incomplete } = await checked(asked([within('nothing', () => false)]));
    expect([verdict, states, bounds.beyond]).toEqual(['incomplete', 0, 1]);
    expect(incomplete[0]).toContain('up.add never fired');
  });

  it('is asked nothing: no property, no witness, no measure, no end', async () => {
    const properties = [
      upTo(3),
      always('small', (s: S) => s.n <= 3),
      sometimes('large', (s: S) => s.n > 3),
      maximum('n', (s: S) => s.n),
    ] as const;
    const { verdict, witnesses, maxima, incomplete } = await checked(asked(properties));
    expect(verdict).toBe('incomplete');
    expect(witnesses).toEqual([{ name: 'large', seen: false }]);
    expect(maxima.map(({ value }) => value)).toEqual([3]);
    expect(incomplete.join()).toContain('no state witnesses "large"');
  });

  it('is what a step may lead to that breaks a property of steps', async () => {
    const falls = everyStep('not to 4', (_: S, after: S) => after.n < 4);
    const { verdict, trace } = await checked(asked([upTo(3), falls]));
    expect(verdict).toBe('violated');
    expect(trace!.steps).toHaveLength(7);
  });

  it('is no deadlock, and nobody is stuck who can only go there', async () => {
    const waits = mm.fn('waits', 'test', {}, {}, { wait: wait((s: S) => s.n === 5) });
    const both = { up: thread(up, {}), waits: thread(waits, {}) };
    const { verdict, incomplete } = await checked(asked([upTo(3)], both));
    expect(verdict).toBe('incomplete');
    expect(incomplete).toEqual(['the label waits.wait never fired']);
    const of = asked([upTo(3)], both);
    const report = fullReport(await check(of, 'd'), { scenario: of, target: 'test/within' });
    expect(report).toContain('hint: or it lies beyond the bounds that are stated (1 state)');
  });

  it('hides nobody who is stuck within', async () => {
    const turns = mm.fn(
      'turns',
      'test',
      {},
      {},
      {
        choose: either(
          on(
            (s: S) => s.n < 3,
            (s: S) => void s.n++,
          ),
          on((s: S) => s.n === 0, goto('stop')),
        ),
        again: goto('choose'),
        stop: wait((s: S) => s.m === 1),
      },
    );
    const { verdict, trace } = await checked(
      asked([within('n', (s: S) => s.n < 2)], { turns: thread(turns, {}) }),
    );
    expect([verdict, trace?.failure?.check]).toEqual(['violated', 'deadlock']);
  });

  it('is no end of a run, so what is asked of ends was not asked', async () => {
    const ends = mm.fn(
      'ends',
      'test',
      {},
      {},
      { add: (s: S) => void s.n++, more: when((s: S) => s.n < 5, 'add') },
    );
    const { verdict, incomplete } = await checked(
      asked([upTo(3), atTheEnd('five', (s: S) => s.n === 5)], { ends: thread(ends, {}) }),
    );
    expect(verdict).toBe('incomplete');
    expect(incomplete.join()).toContain('no run ends: "five" was never asked');
  });

  it('can avoid a failure', async () => {
    const { trace } = await checked(
      asked([upTo(3), always('not 2', (s: S) => s.n !== 2)], { up: thread(up, {}) }),
    );
    expect(trace!.unavoidableAfter).toBe(0);
    const splits = mm.fn(
      'splits',
      'test',
      {},
      {},
      {
        either: either(
          on(
            () => true,
            (s: S) => void Object.assign(s, { m: 1 }),
          ),
          on(() => true, goto('far')),
        ),
        fail: (s: S) => void Object.assign(s, { n: 2 }),
        done: goto('return'),
        far: (s: S) => void Object.assign(s, { n: 4 }),
      },
    );
    const free = await check(
      asked([upTo(3), always('not 2', (s: S) => s.n !== 2)], { splits: thread(splits, {}) }),
      'd',
    );
    expect(free.trace!.unavoidableAfter).toBe(1);
  });
});

describe('a statement of bounds', () => {
  it('is in the report, in JSON and in the certificate', async () => {
    const of = asked([upTo(3)]);
    const result = await check(of, 'd');
    const report = fullReport(result, { scenario: of, target: 'test/within' }).replaceAll(/\s+/g, ' ');
    expect(report).toContain('within: 1 thread (up); "up to 3", 1 state beyond not explored;');
    const { results } = JSON.parse(jsonReport([result])) as { results: { bounds: object }[] };
    expect(results[0]!.bounds).toMatchObject({ within: ['up to 3'], beyond: 1 });
    expect(certificateOf(result, 'some machine', '1').sentence).toContain('"up to 3", 1 state beyond');
  });

  it('answers true or false', async () => {
    const of = asked([within('odd', (() => 'yes') as never)]);
    expect(await refusalOf(check(of, 'd'))).toContain('property "odd" answers \'yes\'; allowed: true, false');
  });

  it('is nothing that a design could violate', () => {
    expect(
      refusal(() =>
        scenario('test/within', {
          summary: '',
          machine: mm,
          threads,
          properties: [upTo(3)],
          designs: { d: design([], { verdict: 'violated', by: 'up to 3' }) },
        }),
      ),
    ).toContain("it is expected to violate 'up to 3', which nothing checks");
  });
});
