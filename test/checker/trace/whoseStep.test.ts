import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import type { Trace } from '../../../checker/trace/trace.ts';
import {
  always,
  bool,
  count,
  design,
  either,
  goto,
  machine,
  on,
  otherwise,
  scenario,
  thread,
  violated,
  wait,
  when,
} from '../../../model/language/index.ts';

const mm = machine({ queued: bool(), n: count(6) });
type S = typeof mm.state;

/** Each leaves its thread where it was, so that the state does not show whose step it is. */
const queue = (s: S) => {
  const first = !s.queued;
  s.queued = true;
  return first;
};
const count_up = (s: S) => {
  s.n++;
  return s.n < 4;
};
const add = (s: S) => void s.n++;
const below = (n: number) => (s: S) => s.n < n;
const forms: readonly { says: string; listing: object; steps: number }[] = [
  { says: 'a test that jumps to itself', listing: { again: when(queue, 'again') }, steps: 2 },
  { says: 'a test of a count that jumps to itself', listing: { again: when(count_up, 'again') }, steps: 4 },
  {
    says: 'a branch that goes back',
    listing: { again: either(on(below(3), goto('again', add)), otherwise()) },
    steps: 4,
  },
  {
    says: 'a wait whose test jumps to itself',
    listing: { again: wait(below(5), when(count_up, 'again')) },
    steps: 4,
  },
];

const turns = ({ steps }: Trace): number[] => steps.map((step) => step.thread);

describe('the steps of a normal form', () => {
  it.each(forms)('are those of the thread that it was found with: $says', async ({ listing, steps }) => {
    const f = mm.fn('f', 'mm/example.c', {}, {}, listing as never);
    const made = scenario('test/whose-step', {
      summary: '',
      machine: mm,
      threads: { one: thread(f, {}), two: thread(f, {}), three: thread(f, {}) },
      properties: [always('three does not end', (_s: S, [, , three]) => !three!.ended)],
      designs: { base: design([], violated('three does not end')) },
    });
    const { trace } = await check(made, 'base');
    expect(turns(trace!)).toEqual(Array(steps).fill(2));
    expect(trace).not.toHaveProperty('asFound');
  });
});
