import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UserProject } from '../helpers/userProject.ts';
import { blocksOf } from './snippets.ts';

const project = new UserProject();
afterAll(() => project.remove());

describe('the tests that the page shows', () => {
  it('compile, and pass', async () => {
    await project.mmcheck('new', 'my-race');
    const files = blocksOf(path.join(import.meta.dirname, '../../docs/testing.md')).flatMap(
      ({ file, text }) => {
        if (file === undefined) return [];
        writeFileSync(path.join(project.folder, file), text);
        return [file];
      },
    );
    expect(files).toEqual(['my-race/verdicts.test.ts', 'my-race/random.test.ts']);
    expect(project.tsc('my-race')).toEqual({ status: 0, output: '' });
    const { status, output } = project.vitest(...files);
    expect(output).toMatch(/Tests +6 passed/);
    expect(status).toBe(0);
  });
});
