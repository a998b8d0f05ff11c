import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogueNames } from '../../cli/catalogue.ts';

describe('a scenario of the catalogue', () => {
  it.each(catalogueNames('checked'))('%s has a test here with a row for each of its designs', (name) => {
    const file = path.join(import.meta.dirname, `${name}.test.ts`);
    expect(existsSync(file), `${file} is there`).toBe(true);
    const text = readFileSync(file, 'utf8');
    const imported = new RegExp(`^import (\\w+) from '[./]*/scenarios/${name}\\.ts';$`, 'm').exec(text)?.[1];
    expect(text).toMatch(new RegExp(`^expectVerdicts\\(${imported}, `, 'm'));
  });
});
