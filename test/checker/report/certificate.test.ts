import { beforeAll, describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { compile } from '../../../checker/packed/compile.ts';
import { machineHash } from '../../../checker/packed/machineHash.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import { certificateOf } from '../../../checker/report/certificate.ts';
import type { Reported } from '../../../checker/report/outcome.ts';
import ksm from '../../../scenarios/migration/anon-vma-ksm.ts';
import { reportedResults } from '../../helpers/reportedResults.ts';

let all: Reported[];
beforeAll(async () => {
  all = await reportedResults();
});

describe('a certificate', () => {
  it('says what was checked, within which bounds and by what', () => {
    const { result, certificate } = all[6]!;
    expect(certificate).toMatchObject({
      tool: { name: 'mmcheck', version: '1.2.3' },
      scenario: 'migration/anon-vma-lifetime',
      design: '2.6.34',
      verdict: 'violated',
      complete: false,
      states: result.states,
      threads: result.bounds.threads,
      memoryModel: 'sequential consistency',
      reductions: [],
    });
    expect(certificate.machine).toMatch(/^[0-9a-f]{16}$/);
  });

  it('is one sentence too', () => {
    const [, atomic, , , , limited] = all;
    expect(atomic!.certificate.sentence).toBe(
      `test/lost-update@atomic holds; seen: the whole space of 9 states, 2 of 2 labels, 1 of 1 witnesses; within: ${atomic!.result.bounds.sentence}; mmcheck 1.2.3, machine ${atomic!.certificate.machine}.`,
    );
    expect(limited!.certificate.sentence).toMatch(
      /^test\/lost-update@atomic incomplete \(the limit of states was reached; .*\); seen: a part of the space, /,
    );
    for (const { certificate } of all) expect(certificate.sentence).not.toContain('\n');
  });

  it('counts labels that fired, that did not, and that are declared unreachable', async () => {
    const begun = await check(ksm, '2.6.38', {}, { limits: { maxStates: 10 } });
    const { labels, fired, ways, taken, neverFired } = certificateOf(begun, 'some machine', '1').coverage;
    expect([labels > fired, ways > taken, fired > 0, taken > 0]).toEqual([true, true, true, true]);
    expect(neverFired.length).toBeGreaterThan(0);
    expect(neverFired).toEqual(begun.neverFired);
    const unreachable = { 'add_one.write': 'it is so' };
    const { result, subject } = all[5]!;
    const program = buildProgram({ ...subject.scenario, unreachable }, result.design);
    const coverage = { ...result.coverage, fired: 1, declared: ['add_one.write'] };
    const declared = { ...result, program, coverage };
    expect(certificateOf(declared, 'some machine', '1').coverage).toEqual({
      labels: 2,
      fired: 1,
      ways: 0,
      taken: 0,
      neverFired: [],
      unreachable: { 'add_one.write': 'it is so' },
    });
  });

  it('has one machine hash for one machine and another for another', async () => {
    const [racy, atomic, hopeful, , , limited] = all.map(({ certificate }) => certificate.machine);
    expect(limited).toBe(atomic);
    expect(hopeful).toBe(racy);
    expect(racy).not.toBe(atomic);
    const released = await Promise.all(
      ['2.6.34+ref', '2.6.34+ref+share'].map(async (design) => {
        const result = await check(ksm, design, {}, { limits: { maxStates: 10 } });
        return certificateOf(result, machineHash(compile(result.program)), '1').machine;
      }),
    );
    expect(new Set(released).size).toBe(2);
  });
});
