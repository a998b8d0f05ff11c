import type { Sizes } from '../../model/language/index.ts';
import type { CheckResult } from '../check.ts';
import type { Coverage } from '../verdict/coverage.ts';
import { counted, grouped } from './text.ts';
import { failedName } from './verdict.ts';

/** What a verdict rests on, and within which bounds it is meant: enough to tell two verdicts apart. */
export interface Certificate {
  readonly tool: { readonly name: 'mmcheck'; readonly version: string };
  readonly scenario: string;
  readonly design: string;
  /** `machineHash` of the program that was checked. */
  readonly machine: string;
  readonly verdict: CheckResult['verdict'];
  /** Whether the whole space within the bounds was explored. */
  readonly complete: boolean;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly threads: readonly string[];
  readonly sizes: Sizes;
  readonly memoryModel: string;
  readonly reductions: readonly string[];
  readonly coverage: CertifiedCoverage;
  readonly witnesses: CheckResult['witnesses'];
  /** All of it in one sentence. */
  readonly sentence: string;
}

/** How much of the functions was run. */
export interface CertifiedCoverage extends Pick<Coverage, 'labels' | 'fired' | 'ways' | 'taken'> {
  /** Labels are written `function.label`. */
  readonly neverFired: readonly string[];
  /** What is declared unreachable in this design, with the reasons. */
  readonly unreachable: Readonly<Record<string, string>>;
}

/** The certificate of a result; `machine` is the hash of the program, `version` that of the tool. */
export function certificateOf(result: CheckResult, machine: string, version: string): Certificate {
  const { neverFired, bounds, witnesses } = result;
  const { labels, fired, ways, taken, declared } = result.coverage;
  const reasons = result.program.unreachable;
  const unreachable = Object.fromEntries(declared.map((text) => [text, reasons[text]!]));
  const certificate = {
    tool: { name: 'mmcheck' as const, version },
    scenario: result.scenario,
    design: result.design,
    machine,
    verdict: result.verdict,
    complete: result.complete,
    states: result.states,
    transitions: result.transitions,
    depth: result.depth,
    threads: bounds.threads,
    sizes: { ...bounds.sizes },
    memoryModel: bounds.memoryModel,
    reductions: result.reductions,
    coverage: { labels, fired, ways, taken, neverFired, unreachable },
    witnesses,
  };
  return { ...certificate, sentence: sentenceOf(result, certificate) };
}

function sentenceOf(result: CheckResult, certificate: Omit<Certificate, 'sentence'>): string {
  const { tool, machine, coverage, witnesses } = certificate;
  const failed = failedName(result);
  const verdict = failed === '' ? result.verdict : `${result.verdict} by ${failed}`;
  const reason = result.complete || result.verdict !== 'incomplete' ? '' : ` (${result.incomplete[0]})`;
  const space = result.complete
    ? `the whole space of ${counted(result.states, 'state')}`
    : `a part of the space, ${counted(result.states, 'state')}`;
  const reasons = new Set(Object.values(coverage.unreachable));
  const seen = witnesses.filter((witness) => witness.seen).length;
  const basis = [
    `seen: ${space}`,
    `${grouped(coverage.fired)} of ${counted(coverage.labels, 'label')}`,
    ...(coverage.ways === 0
      ? []
      : [`${grouped(coverage.taken)} of ${counted(coverage.ways, 'way')} of tests and branches`]),
    ...(reasons.size === 0 ? [] : [`${counted(reasons.size, 'reason')} for what is declared unreachable`]),
    ...(witnesses.length === 0 ? [] : [`${seen} of ${witnesses.length} witnesses`]),
  ];
  return `${result.scenario}@${result.design} ${verdict}${reason}; ${basis.join(', ')}; within: ${result.bounds.sentence}; ${tool.name} ${tool.version}, machine ${machine}.`;
}
