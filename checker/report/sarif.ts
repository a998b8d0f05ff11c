import { createHash } from 'node:crypto';
import { relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { changeText } from '../trace/changes.ts';
import type { Trace, TraceStep } from '../trace/trace.ts';
import { outcomeOf } from '../verdict/outcome.ts';
import { labelPosition, type SourcePosition } from './labelPosition.ts';
import { outcomeLine, type Reported } from './outcome.ts';
import { replayCommand } from './replayCommand.ts';
import { resultPosition } from './resultPosition.ts';

/** Where the checked sources are, and what checked them. */
export interface SarifContext {
  /** The directory that the paths are relative to: where the repository is checked out. */
  readonly root: string;
  /** The version of the tool. */
  readonly version: string;
}

/**
 * Results that are not as expected as one SARIF 2.1.0 log, for code scanning and editors: each at the line of the label
 * that failed, its race as a code flow with a thread flow for each thread of the model.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifReport(all: readonly Reported[], context: SarifContext): string {
  const wrong = all.filter(({ result }) => !result.asExpected);
  const rules = [...new Map(wrong.map((one) => [ruleOf(one).id, ruleOf(one)])).values()];
  const ruleIds = rules.map(({ id }) => id);
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'mmcheck', version: context.version, rules } },
        originalUriBaseIds: { '%SRCROOT%': { uri: `${pathToFileURL(context.root)}/` } },
        columnKind: 'utf16CodeUnits',
        results: wrong.map((one) => sarifResult(one, ruleIds, context)),
        properties: { certificates: all.map(({ certificate }) => certificate) },
      },
    ],
  };
  return JSON.stringify(log, undefined, 2);
}

/** The check or the property that failed, or what is missing. */
function ruleOf({ result }: Reported): { id: string; shortDescription: { text: string } } {
  const { violation } = result;
  if (violation === undefined) {
    const id = outcomeOf(result);
    const text =
      id === 'incomplete' ? 'The search proves nothing yet' : 'A violation that is expected was not found';
    return { id, shortDescription: { text } };
  }
  const id = violation.property ?? violation.check;
  return { id, shortDescription: { text: id } };
}

function sarifResult(one: Reported, ruleIds: readonly string[], context: SarifContext): object {
  const { result, subject, certificate } = one;
  const { scenario, design, violation, trace } = result;
  const { id } = ruleOf(one);
  const lines = [`${scenario}@${design}: ${outcomeLine(result)}`];
  if (violation !== undefined) lines.push(violation.message);
  if (trace !== undefined) lines.push(`replay: ${replayCommand(trace, subject)}`);
  const place = resultPosition(result, subject.scenario);
  const where = violation?.function === undefined ? undefined : `${violation.function}.${violation.label}`;
  return {
    ruleId: id,
    ruleIndex: ruleIds.indexOf(id),
    level: outcomeOf(result) === 'incomplete' ? 'warning' : 'error',
    message: { text: lines.join('\n') },
    locations: [location(place, where, context)],
    partialFingerprints: { 'mmcheckResult/v1': fingerprint(id, scenario, design) },
    ...(trace === undefined || trace.steps.length === 0
      ? {}
      : { codeFlows: [codeFlow(trace, one, context)] }),
    properties: { scenario, design, certificate },
  };
}

/** The same for the same question, wherever its lines have moved. */
function fingerprint(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

function codeFlow(trace: Trace, one: Reported, context: SarifContext): object {
  const threadFlows = trace.threads.flatMap(({ name, fn }, thread) => {
    const locations = trace.steps.flatMap((step, i) =>
      step.thread === thread ? [flowLocation(step, i, one, context)] : [],
    );
    return locations.length === 0 ? [] : [{ id: name, message: { text: `${name} runs ${fn}` }, locations }];
  });
  return { threadFlows };
}

function flowLocation(step: TraceStep, index: number, { result, subject }: Reported, context: SarifContext) {
  const { fn, line, chosen, calls, changes } = step;
  const text = chosen === undefined ? `${fn}: ${line}` : `${fn}: ${line} [${chosen}]`;
  const place = labelPosition(subject.scenario, result.design, fn, line);
  const texts = changes.map(changeText);
  const state = Object.fromEntries(texts.map(({ path, from, to }) => [path, { text: `${from} -> ${to}` }]));
  return {
    executionOrder: index + 1,
    nestingLevel: calls.length,
    location: { ...location(place, `${fn}.${line}`, context), message: { text } },
    ...(changes.length === 0 ? {} : { state }),
  };
}

/** A place in a source file, and the label there as `function.label`. */
function location(place: SourcePosition | undefined, label: string | undefined, { root }: SarifContext) {
  return {
    ...(place === undefined
      ? {}
      : {
          physicalLocation: {
            artifactLocation: artifactLocation(place.file, root),
            region: { startLine: place.line },
          },
        }),
    ...(label === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: label, kind: 'member' }] }),
  };
}

function artifactLocation(file: string, root: string) {
  const path = relative(root, file).split(sep).join('/');
  if (path.startsWith('../')) return { uri: pathToFileURL(file).href };
  return { uri: encodeURI(path), uriBaseId: '%SRCROOT%' };
}
