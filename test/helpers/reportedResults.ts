import path from 'node:path';
import { check } from '../../checker/check.ts';
import { compile } from '../../checker/packed/compile.ts';
import { machineHash } from '../../checker/packed/machineHash.ts';
import { certificateOf } from '../../checker/report/certificate.ts';
import type { Reported } from '../../checker/report/outcome.ts';
import { loadUserFile } from '../../cli/userFile.ts';
import lifetime from '../../scenarios/migration/anon-vma-lifetime.ts';

export const root = path.join(import.meta.dirname, '../..');
const file = 'test/cli/fixtures/lostUpdate.ts';

/** The designs of the lost update, one of them once more with a limit, and a race of the kernel's that is expected. */
export async function reportedResults(): Promise<Reported[]> {
  const [lostUpdate] = await loadUserFile(file, root);
  const own = { scenario: lostUpdate!, target: file };
  const shipped = { scenario: lifetime, target: lifetime.name };
  const questions = [
    ...Object.keys(lostUpdate!.designs).map((design) => ({ subject: own, design, limits: {} })),
    { subject: own, design: 'atomic', limits: { maxStates: 3 } },
    { subject: shipped, design: '2.6.34', limits: {} },
  ];
  return Promise.all(
    questions.map(async ({ subject, design, limits }) => {
      const result = await check(subject.scenario, design, {}, { limits });
      return {
        result,
        subject,
        certificate: certificateOf(result, machineHash(compile(result.program)), '1.2.3'),
      };
    }),
  );
}

/** The results, with one whose names and messages have everything in them that a format must escape. */
export function nasty([first]: readonly Reported[]): Reported {
  const { result, subject } = first!;
  const { scenario, target } = subject;
  const text = 'a<b>&"c"\'d\' # e|f %0A: g,h\r\n`i` \u0000\ud800]]>';
  return {
    ...first!,
    subject: {
      target,
      scenario: { ...scenario, designs: { [text]: scenario.designs.racy! } },
    },
    result: {
      ...result,
      design: text,
      asExpected: false,
      violation: { check: text, message: text },
      trace: { ...result.trace!, failure: { check: text, message: text, inStep: false } },
    },
  };
}
