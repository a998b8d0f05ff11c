import type { Split, SplitResult } from '../questions/split/split.ts';
import { traceDocument } from '../trace/traceDocument.ts';
import type { AccessText } from '../verdict/coarse.ts';
import { stopReasons } from '../verdict/judge.ts';
import { schemaVersion } from './json.ts';
import { type Paint, plain } from './paint.ts';
import { raceTable } from './raceTable.ts';
import { counted, wrap } from './text.ts';
import { failedName } from './verdict.ts';

/** What the verdict of a design hangs on: each label that was taken apart, the race where that changes the verdict. */
export function splitText(
  { scenario, design, base, results, interrupted }: Split,
  paint: Paint = plain,
): string {
  const failed = failedName(base);
  const verdict = failed === '' ? base.verdict : `${base.verdict} by ${failed}`;
  const sections = [
    `${scenario}@${design}: ${verdict}; ${counted(results.length, 'split')} of ${counted(new Set(results.map(({ id }) => id)).size, 'label')} that make several accesses to what others touch`,
    ...group('the verdict hangs on these being one step', results, ({ changes }) => changes === true, paint),
    ...group('not decided, as a limit was reached', results, ({ changes }) => changes === undefined, paint),
    ...group('the verdict is the same', results, ({ changes }) => changes === false, paint),
    ...(base.stopped === undefined || base.stopped === 'violation'
      ? []
      : [`incomplete because ${stopReasons[base.stopped]}`]),
    ...(interrupted ? ['interrupted'] : []),
  ];
  return sections.join('\n\n');
}

function group(
  heading: string,
  all: readonly SplitResult[],
  is: (one: SplitResult) => boolean,
  paint: Paint,
): string[] {
  const those = all.filter(is);
  if (those.length === 0) return [];
  return [
    paint('heading', `${heading} (${those.length})`),
    ...those.map((one) => [...wrap(lineOf(one), '    ', '  '), ...raceOf(one)].join('\n')),
  ];
}

function lineOf({ id, before, behind, oneStep, told }: SplitResult): string {
  const cut = before.length === 0 ? 'its guard before the rest' : `${texts(before)} before ${texts(behind)}`;
  const fails =
    told === undefined
      ? ''
      : `: ${told.violation.property ?? told.violation.check} in ${counted(told.trace.steps.length, 'step')}`;
  const reason = oneStep === undefined ? '' : `; it says why it is one step: ${oneStep}`;
  return `${id}: ${cut}${fails}${reason}`;
}

/** Accesses that are alike, once with their number. */
function texts(all: readonly AccessText[]): string {
  const times = new Map<string, number>();
  for (const { kind, of } of all) times.set(`${kind} ${of}`, (times.get(`${kind} ${of}`) ?? 0) + 1);
  return [...times].map(([text, n]) => (n === 1 ? text : `${text} (${n} times)`)).join(', ');
}

function raceOf({ changes, told }: SplitResult): string[] {
  return changes === true && told !== undefined ? ['', raceTable(told.trace), ''] : [];
}

/** The same as a document. */
export function splitJson({ scenario, design, base, results, interrupted }: Split): object {
  return {
    schemaVersion,
    scenario,
    design,
    verdict: base.verdict,
    interrupted,
    splits: results.map(({ told, changes, oneStep, ...rest }) => ({
      ...rest,
      ...(oneStep === undefined ? {} : { oneStep }),
      changes: changes ?? 'unknown',
      ...(told === undefined ? {} : { violation: told.violation, trace: traceDocument(told.trace) }),
    })),
  };
}
