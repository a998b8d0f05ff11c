import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { mmcheck } from '../helpers/captured.ts';

const own = path.join(import.meta.dirname, 'fixtures', 'series.ts');

describe('mmcheck series', () => {
  it('prints a row a prefix, and what each patch changes', async () => {
    const { code, stdout: out } = await mmcheck(['series', `${own}@early`]);
    expect(code).toBe(0);
    const rows = out.split('\n').filter((line) => /^\d {2}/.test(line));
    expect(rows.map((row) => /\b(holds|violated)\b/.exec(row)?.[0])).toEqual([
      'violated',
      'holds',
      'violated',
    ]);
    expect(rows[1]).toContain('counter: take a lock');
    expect(out).toMatch(/1: counter: take a lock \(early~1\)\n {2}mends no update is lost/);
    expect(out).toMatch(
      /2: counter: shorten the section \(early\)\n {2}breaks no update is lost\n {2}replay: mmcheck/,
    );
    expect(out).toContain('Prefixes that do not hold: 0, 2.');
    for (const line of out.split('\n').filter((text) => !text.includes('replay:')))
      expect(line.length).toBeLessThanOrEqual(75);
  });

  it('takes the longest series where no design is named', async () => {
    const { stdout: out } = await mmcheck(['series', own]);
    expect(out).toMatch(/^test\/series@locked, patch by patch/);
    expect(out.replace(/\s+/g, ' ')).toContain('mended by patch 1, "counter: take a lock".');
  });

  it('takes the patches on top of a design', async () => {
    const { code, stdout: out } = await mmcheck(['series', `${own}@early`, '--from', 'early']);
    expect(code).toBe(0);
    const rows = out.split('\n').filter((line) => /^\d {2}/.test(line));
    expect(rows.map((row) => row[0])).toEqual(['2']);
    expect((await mmcheck(['series', `${own}@early`, '--from', 'late'])).code).toBe(2);
  });

  it('shows why a prefix cannot be built', async () => {
    const { stdout: out } = await mmcheck(['series', `${own}@gap`]);
    expect(out).toMatch(/^1 +\? .*broken/m);
    expect(out.replace(/\s+/g, ' ')).toMatch(
      /cannot be built: add_one: the label 'jump' .*goes to 'landing'/,
    );
  });

  it('ends with 1 under --bisectable where a prefix does not hold', async () => {
    expect((await mmcheck(['series', `${own}@early`, '--bisectable'])).code).toBe(1);
    expect((await mmcheck(['series', `${own}@gap`, '--bisectable'])).code).toBe(1);
  });

  it('ends with 3 where a limit was reached', async () => {
    const { code, stdout: out } = await mmcheck(['series', `${own}@locked`, '--max-states', '1']);
    expect(code).toBe(3);
    expect(out).toContain('incomplete: the limit of states was reached');
  });

  it('prints one JSON document', async () => {
    const { series, schemaVersion } = JSON.parse(
      (await mmcheck(['series', `${own}@early`, '--json'])).stdout,
    );
    expect(schemaVersion).toBe(1);
    expect(series).toMatchObject({ scenario: 'test/series', design: 'early' });
    expect(series.prefixes.map(({ design }: { design: string }) => design)).toEqual([
      'racy',
      'early~1',
      'early',
    ]);
    const [failure] = series.prefixes[2].failures;
    expect(failure).toMatchObject({ check: 'atTheEnd', property: 'no update is lost' });
    expect(failure.trace.steps).toHaveLength(failure.steps);
  });

  it('refuses a design that there is not', async () => {
    const { code, stderr: err } = await mmcheck(['series', `${own}@erly`]);
    expect(code).toBe(2);
    expect(err).toContain("did you mean 'early'?");
  });
});
