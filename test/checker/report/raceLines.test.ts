import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { raceTable } from '../../../checker/report/raceTable.ts';
import {
  atTheEnd,
  count,
  design,
  goto,
  machine,
  scenario,
  thread,
  violated,
} from '../../../model/language/index.ts';

const mm = machine({ ticks: count(4) });
type Mm = typeof mm.state;
const tick = mm.fn(
  'tick',
  'an example',
  {},
  {},
  {
    begin: () => {},
    count: goto('begin', (s: Mm) => {
      s.ticks++;
    }),
  },
);
const work = mm.fn('work', 'an example', {}, {}, { work: () => {} });

describe('a handler in a race table', () => {
  it.each(['interrupt', 'softirq'] as const)('comes anew each time: %s', async (context) => {
    const made = scenario('test/ticks', {
      summary: 'a timer that ticks',
      machine: mm,
      threads: {
        work: thread(work, {}, { cpu: 0 }),
        timer: thread(tick, {}, { cpu: 0, context, optional: true }),
      },
      properties: [atTheEnd('it ticks once', (s: Mm) => s.ticks < 2)],
      designs: { only: design([], violated('it ticks once')) },
    });
    const { trace } = await check(made, 'only');
    const table = raceTable(trace!)
      .split('\n')
      .map((line) => line.trim());
    expect(table.filter((line) => line.startsWith(`<${context}>`))).toHaveLength(2);
    const lines = table.filter((line) => !line.startsWith('/*'));
    const first = lines.indexOf(`<${context}>`);
    expect(lines.slice(first, first + 6)).toEqual([
      `<${context}>`,
      'tick()',
      'begin',
      'count',
      `<${context}>`,
      'begin',
    ]);
  });
});
