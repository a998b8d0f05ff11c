import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import {
  type AnyPatch,
  design,
  type Property,
  type Scenario,
  violated,
} from '../../../model/language/index.ts';
import { releases } from '../../../model/zsmalloc/releases.ts';

/** A design of a scenario by its name, or a release with mistakes on top of it. */
export type Which = string | readonly [release: keyof typeof releases, ...mistakes: AnyPatch[]];

/** What a search has found: the property that is violated or else the check that fails, in which step, and its message. */
export interface Found {
  readonly by: string;
  readonly at: string;
  readonly message: string;
}

/**
 * Searches a design with these properties in place of the scenario's own. Of a single property it looks for a violation
 * beyond those of the checks; of several ones the first violation of anything will do. Null: there is none in the whole
 * space.
 */
export async function violationOf(
  of: Scenario,
  which: Which,
  properties: readonly Property<never>[],
): Promise<Found | null> {
  const expected = violated(properties.length === 1 ? properties[0]!.name : undefined);
  const wanted = { ...designFrom(of, which), expected };
  const { violation, complete } = await check({ ...of, properties, designs: { wanted } }, 'wanted');
  if (violation === undefined) {
    if (!complete) throw new Error(`${of.name}: the search was cut short`);
    return null;
  }
  const { property, message } = violation;
  return { by: property ?? violation.check, at: `${violation.function}.${violation.label}`, message };
}

function designFrom(of: Scenario, which: Which) {
  if (typeof which === 'string') return of.at(which).scenario.designs[which]!;
  const [release, ...mistakes] = which;
  return design([...releases[release], ...mistakes], violated());
}

/** A property, what violates it, and what does not although it differs by no more than that. */
export interface Row {
  readonly property: Property<never>;
  readonly of: Scenario;
  readonly broken: Which;
  /** The label of the step that makes it false, as 'function.label', where that is what the report or the facts say. */
  readonly at?: string;
  readonly sound: Which;
}

/** Shows of each property that it bites, and, in one search for all that share it, that it holds of the sound design. */
export function expectToBite(rows: readonly Row[]): void {
  describe.each(rows.map((row) => ({ ...row, name: row.property.name, design: nameOf(row.broken) })))(
    '"$name"',
    ({ property, of, broken, at, name, design }) => {
      it(`is violated in ${of.name}@${design}`, async () => {
        const found = await violationOf(of, broken, [property]);
        expect(found).toMatchObject({ by: name, ...(at === undefined ? {} : { at }) });
      });
    },
  );

  const sound = new Map(rows.map((row) => [`${row.of.name}@${nameOf(row.sound)}`, row]));
  it.each([...sound])('none of them is violated in %s', async (design, { of, sound: which }) => {
    const shared = rows.filter((row) => `${row.of.name}@${nameOf(row.sound)}` === design);
    expect(await violationOf(of, which, [...new Set(shared.map(({ property }) => property))])).toBeNull();
  });
}

const nameOf = (which: Which): string => {
  if (typeof which === 'string') return which;
  const [release, ...mistakes] = which;
  return [release, ...mistakes.map(({ subject }) => subject)].join(', but ');
};
