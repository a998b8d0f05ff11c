import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder of this run alone, where its processes leave things for each other. */
    readonly runFolder: string;
    /** Whether this is `npm run test:long`. */
    readonly long: boolean;
  }
}

/** Makes the folder of a run, as Vitest's global setup; a run again in watch mode gets another, for the code is another. */
export default function setUp(project: TestProject): () => void {
  let folder: string;
  const begin = () => {
    folder = mkdtempSync(path.join(tmpdir(), 'mmcheck-run-'));
    project.provide('runFolder', folder);
  };
  const end = () => rmSync(folder, { recursive: true, force: true });
  begin();
  project.onTestsRerun(() => {
    end();
    begin();
  });
  return end;
}
