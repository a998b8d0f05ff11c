import type { Property } from '../../model/language/index.ts';
import { nameOfFailure } from '../program/failure.ts';
import type { PrefixResult, SeriesResult, VerdictChange } from '../questions/series/checkSeries.ts';
import { traceDocument } from '../trace/traceDocument.ts';
import { schemaVersion } from './json.ts';
import { type Paint, plain, type Role } from './paint.ts';
import { replayCommand, type Subject } from './replayCommand.ts';
import { clip, columns, reportWidth, wrap } from './text.ts';

/**
 * A series as a matrix: a row for each of its prefixes, a column for each property and each check that failed, and
 * below it what every patch breaks and mends.
 */
export function seriesMatrix(series: SeriesResult, subject: Subject, paint: Paint = plain): string {
  const names = columnsOf(series, subject);
  const sections = [
    `${series.scenario}@${series.design}, patch by patch`,
    matrix(series, names, paint),
    names.map((name, i) => wrap(`${letter(i)}: ${name}`, '     ', '  ').join('\n')).join('\n'),
    legend,
    ...series.prefixes.flatMap((one) => notesOn(one, series.changes, subject)),
    conclusion(series),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

const legend = wrap(
  'A number: violated, in so many steps at least. A dot: holds. A dash: does not fail before another check does. A question mark: unknown. Seen: how many of the witnesses.',
).join('\n');

/** The properties in the scenario's order, but for witnesses, then the checks that failed without being one. */
function columnsOf({ prefixes }: SeriesResult, { scenario }: Subject): string[] {
  const properties = scenario.properties.filter(canFail).map(({ name }) => name);
  return [...new Set([...properties, ...prefixes.flatMap(({ failures }) => failures.map(nameOfFailure))])];
}

const canFail = (property: Property<never>): boolean =>
  property.kind === 'maximum'
    ? property.atMost !== undefined
    : property.kind !== 'sometimes' && property.kind !== 'within';

const letter = (column: number): string => String.fromCharCode('a'.charCodeAt(0) + column);

function matrix({ prefixes }: SeriesResult, names: readonly string[], paint: Paint): string {
  const rows = prefixes.map((one) => [
    `${one.prefix.patches}`,
    ...names.map((name) => mark(one, name)),
    seen(one),
    verdictOf(one),
    one.prefix.subject ?? `${one.prefix.design.name}, without a patch`,
  ]);
  const head = ['', ...names.map((_, i) => letter(i)), 'seen', 'verdict', 'patch'];
  const marks = [0, ...names.map((_, i) => i + 1), names.length + 1];
  const [first, ...rest] = columns([head, ...rows], marks).map((line) => clip(line, reportWidth));
  const coloured = rest.map((line, i) => {
    const verdict = verdictOf(prefixes[i]!);
    return line.replace(` ${verdict}`, ` ${paint(roles[verdict], verdict)}`);
  });
  return [paint('heading', first!), ...coloured].join('\n');
}

type Verdict = 'holds' | 'violated' | 'incomplete' | 'broken';
const roles: Readonly<Record<Verdict, Role>> = {
  holds: 'good',
  violated: 'bad',
  incomplete: 'unsure',
  broken: 'bad',
};

const verdictOf = ({ result }: PrefixResult): Verdict => result?.verdict ?? 'broken';

function mark({ failures, result }: PrefixResult, name: string): string {
  const failure = failures.find((one) => nameOfFailure(one) === name);
  if (failure !== undefined) return String(failure.trace.steps.length);
  if (result?.complete !== true) return '?';
  return failures.length > 0 ? '-' : '.';
}

function seen({ result }: PrefixResult): string {
  if (result === undefined) return '?';
  const { witnesses } = result;
  return `${witnesses.filter((witness) => witness.seen).length}/${witnesses.length}`;
}

/** What a patch changes, and why its prefix is no verdict where it is none; nothing where there is nothing to say. */
function notesOn(one: PrefixResult, all: readonly VerdictChange[], subject: Subject): string[] {
  const { prefix, result, failures, broken } = one;
  const changes = all.filter(({ patch }) => patch === prefix.patches);
  const notes = [
    ...changes.flatMap(({ name, change }) => wrap(`${words[change]} ${name}`, '      ', '  ')),
    ...(broken === undefined ? [] : wrap(`cannot be built: ${broken}`, '      ', '  ')),
    ...(result?.incomplete ?? []).flatMap((why) => wrap(`incomplete: ${why}`, '      ', '  ')),
  ];
  if (notes.length === 0) return [];
  // Only a design of the scenario can be named in a command.
  const replays = prefix.expected === undefined ? [] : failures.slice(0, 1);
  const where =
    prefix.subject === undefined ? prefix.design.name : `${prefix.subject} (${prefix.design.name})`;
  return [
    [
      ...wrap(`${prefix.patches}: ${where}`, '   ', ''),
      ...notes,
      ...replays.map(({ trace }) => `  replay: ${replayCommand(trace, subject)}`),
    ].join('\n'),
  ];
}

const words = {
  breaks: 'breaks',
  mends: 'mends',
  hidden: 'no longer seen, for another check fails first:',
} as const;

function conclusion({ prefixes, changes }: SeriesResult): string {
  const bad = prefixes.filter((one) => verdictOf(one) !== 'holds');
  if (bad.length === 0) return 'Every prefix holds: the series can be bisected.';
  const numbers = bad.map(({ prefix }) => prefix.patches).join(', ');
  const first = `Prefixes that do not hold: ${numbers}.`;
  const last = prefixes.at(-1)!;
  const mending = changes.findLast(({ change }) => change === 'mends');
  const mended =
    verdictOf(last) === 'holds' && mending !== undefined
      ? ` The last of it is mended by patch ${mending.patch}, "${subjectOf(prefixes, mending.patch)}".`
      : '';
  return wrap(first + mended).join('\n');
}

const subjectOf = (prefixes: readonly PrefixResult[], patch: number): string | undefined =>
  prefixes.find(({ prefix }) => prefix.patches === patch)?.prefix.subject;

/** The same for scripts: `{ schemaVersion, series }`, each failure with its trace. */
export function seriesJson({ scenario, design, prefixes, changes }: SeriesResult): string {
  const rows = prefixes.map(({ prefix, failures, result, broken }) => ({
    patches: prefix.patches,
    design: prefix.design.name,
    subject: prefix.subject,
    expected: prefix.expected,
    verdict: result?.verdict ?? 'broken',
    asExpected: prefix.expected === undefined ? undefined : result?.asExpected,
    broken,
    failures: failures.map(({ trace, ...failure }) => ({
      ...failure,
      steps: trace.steps.length,
      trace: traceDocument(trace),
    })),
    witnesses: result?.witnesses,
    incomplete: result?.incomplete,
    complete: result?.complete,
    states: result?.states,
    transitions: result?.transitions,
    seconds: result?.seconds,
    bounds: result?.bounds,
  }));
  return JSON.stringify(
    { schemaVersion, series: { scenario, design, prefixes: rows, changes } },
    undefined,
    2,
  );
}
