import { appendFileSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { CheckResult } from '../checker/index.ts';
import { messageOf } from '../checker/program/messageOf.ts';
import { certificateOf } from '../checker/report/certificate.ts';
import { githubReport } from '../checker/report/github.ts';
import type { Subject } from '../checker/report/index.ts';
import { junitReport } from '../checker/report/junit.ts';
import { ktapReport } from '../checker/report/ktap.ts';
import { markdownReport } from '../checker/report/markdown.ts';
import type { Reported } from '../checker/report/outcome.ts';
import { sarifReport } from '../checker/report/sarif.ts';
import { allowedNames, ModelError } from '../model/language/index.ts';
import type { Io } from './io.ts';
import { version } from './version.ts';

const reports = {
  junit: (all: readonly Reported[]) => junitReport(all),
  sarif: (all: readonly Reported[], io: Io) => sarifReport(all, { root: rootOf(io), version: version() }),
  github: (all: readonly Reported[], io: Io) => githubReport(all, rootOf(io)),
  ktap: (all: readonly Reported[]) => ktapReport(all),
  markdown: (all: readonly Reported[]) => markdownReport(all),
};

/** A report for machines: what it is, and the file that it goes to; to stdout without one. */
export interface Reporter {
  readonly kind: keyof typeof reports;
  readonly file?: string;
}

/** Reads `junit` and `junit=FILE`; throws ModelError for another kind, or two documents on stdout. */
export function reporters(values: readonly string[], stdoutIsTaken: boolean): Reporter[] {
  const read = values.map((value): Reporter => {
    const [, kind, file] = /^([^=]*)(?:=(.*))?$/s.exec(value)!;
    if (!isKind(kind!))
      throw new ModelError(
        `--reporter: there is no '${kind}'; ${allowedNames(kind!, Object.keys(reports))}, each with =FILE`,
      );
    if (file === '')
      throw new ModelError(`--reporter: '${value}' names no file; allowed: ${kind}, ${kind}=FILE`);
    return file === undefined ? { kind } : { kind, file };
  });
  const onStdout = read.filter(({ file }) => file === undefined).map(({ kind }) => kind);
  if (onStdout.length + (stdoutIsTaken ? 1 : 0) > 1) {
    const all = [...(stdoutIsTaken ? ['--json'] : []), ...onStdout];
    throw new ModelError(
      `--reporter: ${all.join(' and ')} cannot share stdout; allowed: one of them, the others as kind=FILE`,
    );
  }
  return read;
}

const isKind = (kind: string): kind is keyof typeof reports => Object.hasOwn(reports, kind);

/** Whether a reporter's document takes the place of the text; GitHub's commands stand beside it in a job's log. */
export function replacesText(all: readonly Reporter[]): boolean {
  return all.some(({ kind, file }) => file === undefined && kind !== 'github');
}

/** A result with its certificate; `machine` is the hash of the program. */
export function reported(result: CheckResult, machine: string, subject: Subject): Reported {
  return { result, subject, certificate: certificateOf(result, machine, version()) };
}

/**
 * Writes the documents. The reporter `github` also adds the Markdown to the file that $GITHUB_STEP_SUMMARY names.
 * Throws ModelError for a file that cannot be written.
 */
export function report(all: readonly Reported[], to: readonly Reporter[], io: Io): void {
  for (const { kind, file } of to) {
    const text = reports[kind](all, io);
    if (file !== undefined) write(file, text, io, writeFileSync);
    else if (text !== '') io.stdout.write(`${text}\n`);
    const summary = kind === 'github' ? io.env.GITHUB_STEP_SUMMARY : undefined;
    if (summary) write(summary, markdownReport(all), io, appendFileSync);
  }
}

function write(file: string, text: string, { cwd }: Io, to: (path: string, text: string) => void): void {
  try {
    to(resolve(cwd, file), text === '' ? '' : `${text}\n`);
  } catch (error) {
    throw new ModelError(
      `${file}: the report cannot be written: ${messageOf(error)}; allowed: a file in a directory that exists`,
    );
  }
}

/** What paths in a report are relative to: where GitHub has the repository, if that is around us, or where we are. */
function rootOf({ cwd, env }: Io): string {
  const workspace = env.GITHUB_WORKSPACE;
  return workspace && !relative(workspace, cwd).startsWith('..') ? workspace : cwd;
}
