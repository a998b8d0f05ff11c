import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { jsonReport } from '../../../checker/report/json.ts';
import { traceDocument } from '../../../checker/trace/traceDocument.ts';
import lifetime from '../../../scenarios/migration/anon-vma-lifetime.ts';

describe('jsonReport', () => {
  it('is a document with the keys that scripts rely on, and the whole trace', async () => {
    const result = await check(lifetime, '2.6.34');
    const document = JSON.parse(jsonReport([result]));
    expect(document.schemaVersion).toBe(1);
    const [only] = document.results;
    expect(Object.keys(only)).toEqual([
      'scenario',
      'design',
      'verdict',
      'expected',
      'asExpected',
      'violation',
      'also',
      'incomplete',
      'states',
      'transitions',
      'depth',
      'seconds',
      'bytesPerState',
      'maxima',
      'bounds',
      'reductions',
      'neverFired',
      'coarse',
      'witnesses',
      'trace',
    ]);
    expect(only.violation).toEqual({
      check: 'slab-use-after-free',
      message: expect.stringContaining('anon_vma[0]'),
      function: 'remove_migration_ptes',
      label: 'spin_lock',
    });
    expect(only.trace).toEqual(traceDocument(result.trace!));
  });

  it('leaves the violation and the trace out where there is none', async () => {
    const document = JSON.parse(jsonReport([await check(lifetime, '3.0')]));
    expect(document.results[0]).not.toHaveProperty('violation');
    expect(document.results[0]).not.toHaveProperty('trace');
    expect(document.results[0].witnesses).toContainEqual({ name: 'the freed row is reused', seen: true });
  });
});
