import { type Scenario, startedFns } from '../../model/language/index.ts';
import type { CheckResult } from '../check.ts';
import { designPosition, labelPosition, type SourcePosition } from './labelPosition.ts';

/**
 * The line that a result is about: the label that failed, the first that never fired, or else the one that lists the
 * design; where that is not known, the first label of the scenario's first thread.
 */
export function resultPosition(result: CheckResult, scenario: Scenario): SourcePosition | undefined {
  const { design, violation, neverFired } = result;
  if (violation?.function !== undefined && violation.label !== undefined)
    return labelPosition(scenario, design, violation.function, violation.label);
  const silent = violation === undefined ? neverFired[0] : undefined;
  if (silent !== undefined && result.complete) {
    const dot = silent.lastIndexOf('.');
    return labelPosition(scenario, design, silent.slice(0, dot), silent.slice(dot + 1));
  }
  const listed = designPosition(scenario, design);
  if (listed !== undefined) return listed;
  const [first] = startedFns(scenario);
  return labelPosition(scenario, design, first!.name, first!.lines[0]!.label);
}
