import { ModelError } from '../../model/language/index.ts';
import type { Trace } from './trace.ts';
import { type TraceDocument, traceDocument } from './traceDocument.ts';
import { checkTrace } from './traceShape.ts';

/** A trace as it is kept in a file, with what is needed to run it again. The format is described in docs/traces.md. */
export interface TraceFile {
  readonly format: 'mmcheck-trace';
  /** Changes when a key changes its meaning or goes away. */
  readonly version: 1;
  /** The version of the tool that wrote it. */
  readonly tool: string;
  /** `machineHash` of the program that it is a run of. */
  readonly machine: string;
  /** What the command line calls the scenario: its name, or the path of its file. */
  readonly target: string;
  readonly trace: TraceDocument;
}

/** The file of a trace; `machine` is the hash of the program that it is a run of. */
export function traceFile(trace: Trace, machine: string, target: string, tool: string): TraceFile {
  return { format: 'mmcheck-trace', version: 1, tool, machine, target, trace: traceDocument(trace) };
}

/** The text of a trace file, which `readTraceFile` reads. */
export function traceFileText(file: TraceFile): string {
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/**
 * Reads the text of a trace file; `path` names it in complaints. Throws ModelError where it is no JSON, no trace file,
 * one of another version, or where something in it cannot be, saying where.
 */
export function readTraceFile(text: string, path: string): TraceFile {
  const wrong = (what: string) => new ModelError(`${path}: ${what}`);
  const file = parse(text, wrong);
  if (typeof file !== 'object' || file === null || (file as Partial<TraceFile>).format !== 'mmcheck-trace') {
    throw wrong(
      'it is no trace file: it lacks "format": "mmcheck-trace"; allowed: what \'mmcheck check --save-trace\' writes',
    );
  }
  const { version, tool, machine, target, trace } = file as Partial<TraceFile>;
  if (version !== 1) throw wrong(`it is of version ${JSON.stringify(version)}; allowed: 1`);
  for (const [key, value] of Object.entries({ tool, machine, target })) {
    if (typeof value !== 'string' || value === '')
      throw wrong(`${key}: it is ${JSON.stringify(value)}; allowed: a text`);
  }
  checkTrace(trace, (at, what) => wrong(`${at}: ${what}`));
  return file as TraceFile;
}

function parse(text: string, wrong: (what: string) => ModelError): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const cut = text.trim() === '' ? 'it is empty' : `it is no JSON, or cut short: ${message}`;
    throw wrong(`${cut}; allowed: what 'mmcheck check --save-trace' writes`);
  }
}
