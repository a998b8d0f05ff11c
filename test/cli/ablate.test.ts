import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { mmcheck } from '../helpers/captured.ts';

const own = path.join(import.meta.dirname, 'fixtures', 'series.ts');

describe('mmcheck ablate', () => {
  it('groups what is left out by what is to be said of it', async () => {
    const { code, stdout: out } = await mmcheck(['ablate', `${own}@locked`]);
    expect(code).toBe(0);
    const group = (heading: string) =>
      out.split('\n\n').find((text) => text.startsWith(heading)) ?? `no group ${heading}`;
    expect(group('not needed within these bounds (')).toContain('  add_one.idle_lock + idle_unlock');
    expect(group('trivially needed: without it a check fails')).toContain('  add_one.write');
    expect(out.replace(/\s+/g, ' ')).toMatch(/within: .*2 threads \(first: add_one, second: add_one\)/);
    expect(out).toContain('What is not needed was tried within no other bounds.');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(75);
  });

  it('shows the race within the other bounds under --full', async () => {
    const { stdout: out } = await mmcheck([
      'ablate',
      `${own}@locked`,
      'add_one',
      '--full',
      '--also',
      `${own}@locked`,
    ]);
    expect(out.replace(/\s+/g, ' ')).toMatch(
      /add_one\.idle_lock \+ idle_unlock \S+series\.ts@locked: holds,/,
    );
    const hunk = out.slice(out.indexOf('"counter: take another lock", add_one: after spin_lock'));
    expect(hunk).toContain('lockdep, ');
  });

  it('prints one JSON document', async () => {
    const { ablation, schemaVersion } = JSON.parse(
      (await mmcheck(['ablate', `${own}@locked`, '--json'])).stdout,
    );
    expect(schemaVersion).toBe(1);
    const lock = ablation.ablated.find((one: { leftOut: string }) =>
      one.leftOut.startsWith('add_one.spin_lock'),
    );
    expect(lock).toMatchObject({ need: 'not needed', kind: 'lines', status: 'holds' });
    expect(lock.lines.map(({ label }: { label: string }) => label)).toEqual(['spin_lock', 'spin_unlock']);
  });

  it('refuses a design that is violated', async () => {
    const { code, stderr: err } = await mmcheck(['ablate', `${own}@racy`]);
    expect(code).toBe(2);
    expect(err).toContain('allowed: a design that holds');
  });
});
