import { describe, expect, it } from 'vitest';
import { buildProgram, check } from '../../../checker/index.ts';
import { postedResult, receivedResult } from '../../../cli/checking/postedResult.ts';
import { loadUserFile } from '../../../cli/userFile.ts';
import { fixtures } from '../../helpers/captured.ts';

describe('a result that is posted', () => {
  it.each([
    ['what holds', './lostUpdate.ts', 'atomic'],
    ['a broken property', './lostUpdate.ts', 'racy'],
    ['another check than was expected', './lostUpdate.ts', 'wrong'],
    ['a label that fails', './freesTwice.ts', 'only'],
    ['labels that never fire', './vacuous.ts', 'hopeful'],
    ['a round that is gone through for ever', './stuck.ts', 'again'],
  ])('is received as it was: %s', async (_, file, name) => {
    const scenario = (await loadUserFile(file, fixtures)).find(({ designs }) =>
      Object.hasOwn(designs, name),
    )!;
    const result = await check(scenario, name);
    const program = buildProgram(scenario, name);
    const received = receivedResult(structuredClone(postedResult(result)), program);
    expect({ ...received, program: result.program }).toStrictEqual(result);
    const changes = received.trace?.steps.flatMap((step) => step.changes) ?? [];
    for (const { field } of changes) expect(program.fields[field.number]).toBe(field);
    expect(received.trace === undefined).toBe(name === 'atomic' || name === 'hopeful');
  });
});
