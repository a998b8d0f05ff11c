import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { itf } from '../../../checker/report/itf.ts';
import { walkTrace } from '../../../checker/trace/walk.ts';
import { lostUpdateRace, type Race, raceOf } from '../../helpers/race.ts';

const documentOf = ({ program, trace }: Race): string =>
  itf(program, trace, walkTrace(program, trace).states);

/** ADR-015, https://apalache-mc.org/docs/adr/015adr-trace.html, without the numbers that it no longer allows. */
const schema = {
  type: 'object',
  required: ['vars', 'states'],
  properties: {
    '#meta': { type: 'object' },
    params: { type: 'array', items: { type: 'string' } },
    vars: { type: 'array', items: { type: 'string' }, minItems: 1 },
    loop: { type: 'integer', minimum: 0 },
    states: { type: 'array', minItems: 1, items: { $ref: '#/definitions/state' } },
  },
  additionalProperties: false,
  definitions: {
    state: {
      type: 'object',
      required: ['#meta'],
      properties: {
        '#meta': {
          type: 'object',
          required: ['index'],
          properties: { index: { type: 'integer', minimum: 0 } },
        },
      },
      additionalProperties: { $ref: '#/definitions/expression' },
    },
    expression: {
      anyOf: [
        { type: 'boolean' },
        { type: 'string' },
        { type: 'array', items: { $ref: '#/definitions/expression' } },
        only('#bigint', { type: 'string', pattern: '^-?[0-9]+$' }),
        only('#tup', { type: 'array', items: { $ref: '#/definitions/expression' } }),
        only('#set', { type: 'array', uniqueItems: true, items: { $ref: '#/definitions/expression' } }),
        only('#map', {
          type: 'array',
          items: { type: 'array', items: { $ref: '#/definitions/expression' }, minItems: 2, maxItems: 2 },
        }),
        {
          type: 'object',
          propertyNames: { pattern: '^[^#]' },
          additionalProperties: { $ref: '#/definitions/expression' },
        },
      ],
    },
  },
};

function only(key: string, value: object): object {
  return { type: 'object', required: [key], properties: { [key]: value }, additionalProperties: false };
}

const valid = new Ajv({ allErrors: false }).compile(schema);
let race: Race;
let document: { '#meta': object; vars: string[]; states: Record<string, unknown>[] };
beforeAll(async () => {
  race = await raceOf('2.6.34+ref');
  document = JSON.parse(documentOf(race));
});

describe('a trace as ITF', () => {
  it('is valid by ADR-015, as is one whose last state fails', async () => {
    expect(valid(document), JSON.stringify(valid.errors)).toBe(true);
    const lost = await lostUpdateRace();
    const other = JSON.parse(documentOf(lost));
    expect(valid(other), JSON.stringify(valid.errors)).toBe(true);
    expect(other.states).toHaveLength(lost.trace.steps.length + 1);
    expect(other['#meta'].failingStep).toBeUndefined();
  });

  it('would not be valid with a plain number or an odd key', () => {
    const [first] = document.states;
    expect(valid({ ...document, states: [{ ...first, count: 1 }] })).toBe(false);
    expect(valid({ ...document, states: [{ ...first, set: { '#set': 1 } }] })).toBe(false);
  });

  it('gives each state all variables, its number and the action that led to it', () => {
    document.states.forEach((state, i) => {
      expect(Object.keys(state).sort()).toEqual(['#meta', ...document.vars].sort());
      expect(state['#meta']).toMatchObject({ index: i });
    });
    const actions = document.states.map((state) => state['mbt::actionTaken']);
    expect(actions.slice(0, 3)).toEqual([
      'init',
      'munmap.down_write',
      'munmap.zap_pte_range.pte_offset_map_lock',
    ]);
    expect(document.states[1]!['mbt::nondetPicks']).toEqual({
      thread: { tag: 'Some', value: 'munmap' },
      row: { tag: 'None', value: { '#tup': [] } },
    });
    // The last step fails and leads to no state.
    expect(actions).toHaveLength(race.trace.steps.length);
    expect(document['#meta']).toMatchObject({
      format: 'ITF',
      status: 'violation',
      failingStep: 'migrate.atomic_inc',
    });
  });

  it('writes counts, pointers, sets and names as their kinds', () => {
    const state = document.states[0] as unknown as {
      page: { count: object; mapping: object; PG_swapcache: string }[];
      anon_vma: { head: object }[];
    };
    expect(state.page[0]!.count).toEqual({ '#bigint': '2' });
    expect(state.page[0]!.mapping).toEqual({ tag: 'Some', value: { '#bigint': '0' } });
    expect(state.page[0]!.PG_swapcache).toBe('clear');
    expect(state.anon_vma[0]!.head).toEqual({ '#set': [{ '#bigint': '0' }] });
  });
});
