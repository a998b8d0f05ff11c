import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineChecks } from '../../../model/language/index.ts';
import { kernelChecks } from '../../../model/primitives/index.ts';

const folder = path.join(import.meta.dirname, '../../../model/primitives');
const sources = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'));

describe('kernelChecks', () => {
  it('names every check that a primitive makes, and none that nobody makes', () => {
    const made = sources.flatMap((source) =>
      [...source.matchAll(/(?:violate\(|leakCheck: )\s*'([\w-]+)'/g)].map((match) => match[1]!),
    );
    expect([...new Set(made)].sort()).toEqual([...kernelChecks].sort());
  });

  it('shares no name with the checks that every machine has', () => {
    expect(engineChecks.filter((check) => (kernelChecks as readonly string[]).includes(check))).toEqual([]);
  });
});
