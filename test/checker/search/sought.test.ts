import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import {
  count,
  design,
  machine,
  type StateOf,
  scenario,
  thread,
  violated,
} from '../../../model/language/index.ts';
import { BUG_ON, kernelChecks } from '../../../model/primitives/index.ts';

const shape = { steps: count(9) };
const m = machine(shape, kernelChecks);
type S = StateOf<typeof shape>;

const step = (s: S) => {
  s.steps++;
};
const crash = (s: S) => BUG_ON(s.steps > 0, 'steps');

/** Two threads that crash behind the first step of anybody: the one after one step of its own, the other after three. */
const near = m.fn('near', 'test', {}, {}, { step, crash });
const far = m.fn('far', 'test', {}, {}, { one: step, two: step, three: step, crash });

const of = (by?: string, at?: string) =>
  scenario('test/at', {
    summary: 'two places to crash',
    machine: m,
    threads: { near: thread(near, {}), far: thread(far, {}) },
    designs: { base: design([], violated(by, at)) },
  });

describe('an expected failure at a label', () => {
  it('is looked for beyond a nearer failure of the same check', async () => {
    const result = await check(of('BUG_ON', 'far.crash'), 'base');
    expect(result.asExpected).toBe(true);
    expect(result.violation).toMatchObject({ check: 'BUG_ON', function: 'far', label: 'crash' });
    // Three steps of its own, then the crash; the near one is found on the way, in the second step.
    expect(result.trace!.steps).toHaveLength(4);
    expect(result.also.map(({ violation }) => violation.function)).toEqual(['near']);
  });

  it('without a label is the nearest one', async () => {
    const result = await check(of('BUG_ON'), 'base');
    expect(result.violation).toMatchObject({ function: 'near' });
    expect(result.trace!.steps).toHaveLength(2);
  });

  it('with a label alone is any failure there', async () => {
    const result = await check(of(undefined, 'far.crash'), 'base');
    expect(result.violation).toMatchObject({ function: 'far', label: 'crash' });
  });

  it('is not met by the same check elsewhere', async () => {
    const result = await check(of('BUG_ON', 'far.three'), 'base');
    expect(result.verdict).toBe('violated');
    expect(result.asExpected).toBe(false);
  });

  it('must be at a label of the design', async () => {
    await expect(check(of('BUG_ON', 'far.crush'), 'base')).rejects.toThrow(
      "test/at@base: it has no label 'far.crush'; did you mean 'far.crash'?",
    );
  });
});
