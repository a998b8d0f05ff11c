import { describe, expect, it } from 'vitest';
import { raceTable } from '../../../checker/report/raceTable.ts';
import { stepList } from '../../../checker/report/steps.ts';
import { briefly } from '../../../checker/trace/brief.ts';
import { lostUpdateRace, raceOf } from '../report/race.ts';

describe('a trace in brief', () => {
  it('has only the steps that change shared state, and the one that fails', async () => {
    const { trace } = await raceOf('2.6.34+ref');
    const lines = briefly(trace).steps.map(({ line }) => line);
    expect(lines).toEqual([
      'down_write',
      'pte_offset_map_lock',
      'ptep_get_and_clear',
      'page_remove_rmap',
      'pte_unmap_unlock',
      'spin_lock',
      'list_del',
      'spin_unlock',
      'anon_vma_free',
      'lock_page',
      'rcu_read_lock',
      'atomic_inc',
    ]);
    expect(raceTable(briefly(trace))).toContain('atomic_inc <- anon_vma[0]');
    const numbers = stepList(trace, 'brief')
      .split('\n')
      .filter((line) => /^ +\d+ {2}\w/.test(line));
    expect(numbers).toHaveLength(lines.length);
    expect(numbers.at(-1)).toMatch(/^ +18 {2}migrate/);
  });

  it('loses nobody who waits, or the state behind the last step', async () => {
    const { trace } = await lostUpdateRace();
    const brief = briefly(trace);
    const waits = ({ waiting, steps }: typeof trace) => [
      ...waiting,
      ...steps.flatMap((step) => step.waiting),
    ];
    expect(waits(brief)).toEqual(waits(trace));
    expect(brief.steps.map(({ line }) => line)).not.toContain('read');
    expect(brief.failure).toEqual(trace.failure);
    expect(briefly(brief)).toEqual(brief);
  });
});

describe('the steps as a diff', () => {
  it('have a line that goes and one that comes for each field', async () => {
    const { trace } = await lostUpdateRace();
    const changes = trace.steps.flatMap((step) => step.changes);
    const lines = stepList(trace, 'diff')
      .split('\n')
      .map((line) => line.trim());
    expect(lines.filter((line) => /^[-+] /.test(line))).toEqual(
      changes.flatMap(({ path, from, to }) => [`- ${path}: ${from}`, `+ ${path}: ${to}`]),
    );
  });
});
