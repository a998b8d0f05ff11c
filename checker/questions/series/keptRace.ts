import { ModelError } from '../../../model/language/index.ts';
import { formatSchedule } from '../../trace/schedule.ts';
import type { FailureText } from '../../trace/traceDocument.ts';
import { readTraceFile, type TraceFile } from '../../trace/traceFile.ts';

/** A counterexample that is kept under a name, for designs that must be free of it: a trace file with two keys more. */
export interface KeptRace extends TraceFile {
  readonly name: string;
  /** The trace's steps as `mmcheck replay --schedule` takes them. */
  readonly schedule: string;
  readonly trace: TraceFile['trace'] & { readonly failure: FailureText };
}

/** The race that a trace file holds; throws ModelError for one that ends in no failure. */
export function keptRace(file: TraceFile, name: string): KeptRace {
  const { failure } = file.trace;
  if (failure === undefined)
    throw new ModelError(`${name}: its trace ends in no failure; allowed: the trace of a violation`);
  const schedule = formatSchedule(file.trace.start, file.trace.steps);
  return { ...file, name, schedule, trace: { ...file.trace, failure } };
}

/** Reads a kept race; `path` names it in complaints. Throws ModelError for anything else, or where it contradicts itself. */
export function readKeptRace(text: string, path: string): KeptRace {
  const file: TraceFile & { readonly name?: unknown; readonly schedule?: unknown } = readTraceFile(
    text,
    path,
  );
  const wrong = (what: string) => new ModelError(`${path}: ${what}`);
  if (typeof file.name !== 'string' || typeof file.schedule !== 'string')
    throw wrong("it has no name and schedule; allowed: what 'mmcheck record' writes");
  if (file.trace.failure === undefined)
    throw wrong('its trace ends in no failure; allowed: the trace of a violation');
  const race = keptRace(file, file.name);
  if (race.schedule !== file.schedule)
    throw wrong(
      `its schedule is '${file.schedule}', and its steps are '${race.schedule}'; allowed: the same`,
    );
  return race;
}
