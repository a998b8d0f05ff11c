import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CheckResult, Trace } from '../checker/index.ts';
import { compile } from '../checker/packed/compile.ts';
import { machineHash } from '../checker/packed/machineHash.ts';
import { readTraceFile, type TraceFile, traceFile, traceFileText } from '../checker/trace/traceFile.ts';
import { ModelError } from '../model/language/index.ts';
import type { Io } from './io.ts';
import { parseTarget } from './target.ts';
import { version } from './version.ts';

/** Writes the trace of a result to a file; says on stderr where there is none. */
export function saveTrace(path: string, result: CheckResult, target: string, io: Io): void {
  const { trace, design, verdict } = result;
  if (trace === undefined) {
    io.stderr.write(`mmcheck: no trace is saved: ${target}@${design} ${saying[verdict]}\n`);
    return;
  }
  writeText(path, traceFileText(traceFileOf(trace, result, target)), io.cwd);
}

/** The file of a trace that a check came to. */
export function traceFileOf(trace: Trace, { program }: CheckResult, target: string): TraceFile {
  return traceFile(trace, machineHash(compile(program)), target, version());
}

/** A verdict as the end of a sentence about a design. */
export const saying = { holds: 'holds', violated: 'is violated', incomplete: 'is incomplete' } as const;

/** Reads a trace file; throws ModelError where it is missing, or is none. */
export function loadTrace(path: string, cwd: string): TraceFile {
  return readTraceFile(readText(path, cwd), path);
}

/** Says on stderr which file of scenarios a trace file has us run, as nobody has named it on the command line. */
export function sayTarget(path: string, target: string, { stderr }: Io): void {
  const { path: file } = parseTarget(target);
  if (file !== undefined) stderr.write(`mmcheck: ${path} is a trace of ${file}, which is loaded\n`);
}

/** Reads a file; throws ModelError where it cannot be read. */
export function readText(path: string, cwd: string): string {
  return tried(path, 'read', () => readFileSync(resolve(cwd, path), 'utf8'));
}

/** Writes a file; throws ModelError where it cannot be written. */
export function writeText(path: string, text: string, cwd: string): void {
  tried(path, 'written', () => writeFileSync(resolve(cwd, path), text));
}

function tried<T>(path: string, done: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === undefined ? message : (reasons[code] ?? code);
    throw new ModelError(`${path}: it cannot be ${done}: ${why}; allowed: a file that can be ${done}`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory',
  EACCES: 'that is not permitted',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of its path is no directory',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links go round in a circle',
  ENOSPC: 'there is no space left',
};
