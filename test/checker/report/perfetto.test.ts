import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { perfetto } from '../../../checker/report/perfetto.ts';
import { lostUpdateRace, type Race, raceOf } from '../../helpers/race.ts';

const number = { type: 'number', minimum: 0 };
const text = { type: 'string' };
const common = { name: text, pid: number, tid: number };
const placed = { ...common, cat: text, ts: number };

/** The parts of the Trace Event Format that are used: complete, metadata, flow and instant events. */
const schema = {
  type: 'object',
  required: ['traceEvents'],
  properties: {
    displayTimeUnit: { enum: ['ms', 'ns'] },
    traceEvents: {
      type: 'array',
      items: {
        oneOf: [
          event('M', { ...common, name: { enum: ['process_name', 'thread_name'] }, args: named() }),
          event('X', { ...placed, dur: number, args: { type: 'object' } }),
          event('s', { ...placed, id: number }),
          event('f', { ...placed, id: number, bp: { const: 'e' } }),
          event('i', { ...common, ts: number, s: { enum: ['g', 'p', 't'] }, args: { type: 'object' } }),
        ],
      },
    },
  },
  additionalProperties: false,
};

function event(ph: string, properties: Record<string, object>): object {
  const all = { ...properties, ph: { const: ph } };
  return { type: 'object', required: Object.keys(all), properties: all, additionalProperties: false };
}

function named(): object {
  return { type: 'object', required: ['name'], properties: { name: text }, additionalProperties: false };
}

interface Event {
  readonly ph: string;
  readonly name: string;
  readonly ts: number;
  readonly tid: number;
  readonly dur: number;
  readonly id: number;
  readonly args: Record<string, unknown>;
}

const eventsOf = ({ trace }: Race): Event[] => JSON.parse(perfetto(trace)).traceEvents;
const valid = new Ajv().compile(schema);
let race: Race;
let lost: Race;
beforeAll(async () => {
  race = await raceOf('2.6.34+ref');
  lost = await lostUpdateRace();
});

describe('a trace for Perfetto', () => {
  it('is valid by the Trace Event Format', () => {
    for (const { trace } of [race, lost])
      expect(valid(JSON.parse(perfetto(trace))), JSON.stringify(valid.errors)).toBe(true);
  });

  it('has a slice for each step, one behind the other, in the row of its thread', () => {
    const slices = eventsOf(race).filter(({ ph }) => ph === 'X');
    expect(slices.map(({ name }) => name)).toEqual(race.trace.steps.map(({ line }) => line));
    expect(slices.map(({ ts, dur }) => [ts, dur])).toEqual(race.trace.steps.map((_, i) => [i * 1000, 1000]));
    expect(slices.map(({ tid }) => tid)).toEqual(race.trace.steps.map(({ thread }) => thread + 1));
    expect(slices[0]!.args).toMatchObject({ 'vma[0].mmap_sem.writer': 'NULL -> task[1]' });
    const rows = eventsOf(race).filter(({ name }) => name === 'thread_name');
    expect(rows.map(({ args }) => args.name)).toEqual([
      'migrate: unmap_and_move',
      'munmap',
      'third: fault_then_exit',
    ]);
  });

  it('has an arrow from where a lock is given up to where another thread takes it', () => {
    const events = eventsOf(lost);
    const starts = events.filter(({ ph }) => ph === 's');
    expect(starts.length).toBeGreaterThan(0);
    for (const start of starts) {
      const [end, ...more] = events.filter(({ ph, id }) => ph === 'f' && id === start.id);
      expect(more).toEqual([]);
      expect(end!.ts).toBeGreaterThan(start.ts);
      expect(end!.tid).not.toBe(start.tid);
      const slice = (one: Event) => events.find(({ ph, ts }) => ph === 'X' && ts === one.ts)!.name;
      expect(slice(start)).toMatch(/^unlock/);
      expect(slice(end!)).toMatch(/^lock/);
    }
    expect(eventsOf(race).filter(({ ph }) => ph === 's')).toEqual([]);
  });

  it('marks where the check fails', () => {
    const [mark] = eventsOf(race).filter(({ ph }) => ph === 'i');
    expect(mark).toMatchObject({ name: 'slab-use-after-free', ts: 17_000, tid: 1 });
  });
});
