import type { CheckResult } from '../check.ts';
import { sizeParameters } from '../program/sizeParameters.ts';
import { type Subject, shellWord } from './replayCommand.ts';
import { counted, wrap } from './text.ts';

/** Lines that say what to try where a verdict is `incomplete`; a limit that was reached names its own way out. */
export function hintsFor(result: CheckResult, { scenario, target }: Subject): string[] {
  if (!result.complete) return [];
  const { causes } = result.coverage;
  const silent = new Set(causes.map(({ fn }) => fn));
  const subject = shellWord(`${target}@${result.design}`);
  const commands = [...silent].map((fn) => `hint: mmcheck show ${subject} ${fn}`);
  const sizes = Object.entries({ ...sizeParameters(scenario), ...result.bounds.sizes });
  const set = sizes.map(([name, value]) => `${name}=${value}`).join(', ');
  const larger = sizes.length === 0 ? '' : `a larger size (--set; now ${set}), `;
  const beyond = result.bounds.beyond ?? 0;
  const silence = silent.size > 0 || result.witnesses.some(({ seen }) => !seen);
  const [first] = causes.flatMap(({ declares }) => declares);
  return silence
    ? [
        ...commands,
        ...wrap(
          `hint: what never happens may need ${larger}another initial state or one more thread`,
          '  ',
          '',
        ),
        ...(beyond === 0
          ? []
          : wrap(
              `hint: or it lies beyond the bounds that are stated (${counted(beyond, 'state')})`,
              '  ',
              '',
            )),
        ...(first === undefined
          ? []
          : wrap(`hint: or declare it with the reason: unreachable: { '${first}': 'why' }`, '  ', '')),
      ]
    : [];
}
