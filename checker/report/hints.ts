import type { CheckResult } from '../check.ts';
import { sizeParameters } from '../engine/program.ts';
import { type Subject, shellWord } from './replayCommand.ts';

/** What to try where a verdict is `incomplete`, in sentences; limits name their own way out. */
export function hintsFor(result: CheckResult, { scenario, target }: Subject): string[] {
  if (!result.complete) return [];
  const hints: string[] = [];
  const silent = [...new Set(result.neverFired.map((label) => label.slice(0, label.lastIndexOf('.'))))];
  if (silent.length > 0) {
    const shown = shellWord(`${target}@${result.design}`);
    hints.push(
      `read the way to the label with ${silent.map((fn) => `mmcheck show ${shown} ${fn}`).join(', ')}`,
    );
  }
  const sizes = Object.entries({ ...sizeParameters(scenario), ...result.bounds.sizes });
  if (silent.length > 0 || result.witnesses.some(({ seen }) => !seen)) {
    const set = sizes.map(([name, value]) => `${name}=${value}`).join(', ');
    const larger = sizes.length === 0 ? '' : `a larger size (--set; now ${set}), `;
    hints.push(`what never happens may need ${larger}another initial state or one more thread`);
  }
  return hints;
}
