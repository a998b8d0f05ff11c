import { describe, expect, it } from 'vitest';
import { checkShape } from '../../cli/scenarioShape.ts';
import { design, holds, machine, type Scenario, scenario, thread } from '../../model/language/index.ts';
import { refusal } from '../helpers/refusal.ts';

const mm = machine({});
const made = scenario('test/made', {
  summary: 'nothing happens',
  machine: mm,
  threads: { only: thread(mm.fn('f', 'test', {}, {}, { nothing: () => {} }), {}) },
  preemption: () => false,
  designs: { base: design([], holds) },
});
const said = (value: unknown) => refusal(() => checkShape('./own.ts', value));
const allowed = "; allowed: what scenario('family/name', { ... }) returns, or an array of those";

describe('what a file exports as a scenario', () => {
  it('is one that scenario() made, whole', () => {
    expect(() => checkShape('./own.ts', made)).not.toThrow();
    const { preemption: _, ...without } = made;
    expect(() => checkShape('./own.ts', without)).not.toThrow();
  });

  it.each([
    [null, 'it is null'],
    ['test/made', 'it is the string test/made'],
    [7, 'it is the number 7'],
    [true, 'it is the boolean true'],
    [() => made, 'it is a function'],
  ])('is not %s', (value, what) => {
    expect(said(value)).toBe(`./own.ts: its default export is no scenario: ${what}${allowed}`);
  });

  const needed = Object.keys(made).filter((part) => part !== 'preemption');
  it.each(needed)('has the part %s', (part) => {
    const { [part as keyof Scenario]: _, ...rest } = made;
    expect(said(rest)).toContain(`it has no '${part}'; allowed: `);
  });

  const others: readonly (readonly [value: unknown, what: string])[] = [
    [null, 'null'],
    ['text', 'the string text'],
    [7, 'the number 7'],
    [true, 'the boolean true'],
    [() => {}, 'a function'],
    [{ own: [] }, 'an object of another form'],
    [['own'], 'an array of another form'],
  ];
  const kindOf = (value: unknown) => (Array.isArray(value) ? 'array' : typeof value);

  it.each(Object.keys(made) as (keyof Scenario)[])('has nothing else for the part %s', (part) => {
    // Of an object's form only that of the machine and of the designs is looked at.
    const deep = part === 'machine' || part === 'designs';
    const wrong = others.filter(([other]) => kindOf(other) !== kindOf(made[part]) || other === null || deep);
    expect(wrong.length).toBeGreaterThan(4);
    for (const [other, what] of wrong) {
      expect(said({ ...made, [part]: other })).toContain(
        `its default export is no scenario: its '${part}' is ${what}; allowed: `,
      );
    }
  });

  it.each([
    { base: null },
    { base: {} },
    { base: { series: {} } },
    { ...made.designs, other: { expected: holds } },
  ])('has a series in every design, and not %j', (designs) => {
    expect(said({ ...made, designs })).toMatch(/its 'designs' is an object of another form; allowed: /);
  });
});
