import { type CheckResult, checkCompiled } from '../checker/check.ts';
import { buildProgram, type Limits } from '../checker/index.ts';
import { compile } from '../checker/packed/compile.ts';
import type { Compiled } from '../checker/packed/compiled.ts';
import { machineHash } from '../checker/packed/machineHash.ts';
import { nameOfFailure } from '../checker/program/failure.ts';
import { ReferenceEngine } from '../checker/reference/referenceEngine.ts';
import { replayCommand, type Subject, stepList, violationText } from '../checker/report/index.ts';
import { type Elsewhere, extensionText, fateText, replayHeading } from '../checker/report/replayed.ts';
import type { Detail } from '../checker/report/steps.ts';
import { extensionsOf } from '../checker/trace/extensions.ts';
import { realign } from '../checker/trace/realign.ts';
import type { Realigned } from '../checker/trace/realigned.ts';
import type { FailureText } from '../checker/trace/traceDocument.ts';
import type { TraceFile } from '../checker/trace/traceFile.ts';
import { markUnavoidable } from '../checker/trace/unavoidable.ts';
import type { Sizes } from '../model/language/index.ts';
import { paintFor } from './colours.ts';
import { exitCodes } from './exitCodes.ts';
import type { Io } from './io.ts';
import { selectOne } from './loadScenario.ts';
import { ProgressLine } from './progress.ts';
import { isUnexpected } from './unexpected.ts';

/** How a trace file is run again. */
export interface FileReplayOptions {
  /** Another design than the trace's own. */
  readonly design?: string | undefined;
  readonly sizes: Sizes;
  readonly limits: Limits;
  readonly extend: boolean;
  readonly detail: Detail;
}

/** Runs a trace file again, on its own design or another one, and returns the exit code that says how it ended. */
export async function replayFile(file: TraceFile, options: FileReplayOptions, io: Io): Promise<number> {
  const { trace, target } = file;
  const sizes = { ...trace.sizes, ...options.sizes };
  const { design, ...subject } = await selectOne(`${target}@${options.design ?? trace.design}`, io.cwd);
  const compiled = compile(buildProgram(subject.scenario, design, sizes));
  const own = originOf(file, subject, compiled);
  const replayed = realign(compiled.program, trace, own?.program);
  const { stdout } = io;
  const say = (text: string) => stdout.write(text === '' ? '' : `${text}\n\n`);
  say(replayHeading(file, compiled.program, own === undefined ? undefined : machineHash(own)));
  const marked = markUnavoidable(compiled, replayed.trace);
  say(stepList(marked, options.detail));
  if (marked.failure !== undefined)
    say(violationText(marked, subject, paintFor(stdout, io.env), options.detail));
  const sameDesign = design === trace.design;
  const { limits } = options;
  const elsewhere = await otherSchedule(compiled, replayed, trace.failure, { limits, sameDesign }, io);
  stdout.write(`${fateText(replayed, trace, design, inWords(elsewhere, subject))}\n`);
  if (options.extend) {
    const extensions = extensionsOf(new ReferenceEngine(compiled.program), replayed.state);
    stdout.write(`\n${extensionText(extensions, replayed.trace.failure?.inStep === true)}\n`);
  }
  return exitCodeOf(replayed, elsewhere, compiled, sameDesign);
}

/** The program that the trace is a run of, as it is now; undefined where the scenario has no such design any more. */
function originOf({ trace }: TraceFile, { scenario }: Subject, compiled: Compiled): Compiled | undefined {
  if (compiled.program.design === trace.design) return compiled;
  if (!Object.hasOwn(scenario.designs, trace.design)) return undefined;
  return compile(buildProgram(scenario, trace.design, trace.sizes));
}

/** Looks for any other way to the trace's failure, where the trace itself does not lead to it any more. */
async function otherSchedule(
  compiled: Compiled,
  { fate }: Realigned,
  failure: FailureText | undefined,
  { limits, sameDesign }: { limits: Limits; sameDesign: boolean },
  io: Io,
): Promise<CheckResult | undefined> {
  if (fate.kind === 'same' || failure === undefined) return undefined;
  const { scenario, design, expected } = compiled.program;
  const at = sameDesign && expected.verdict === 'violated' ? expected.at : undefined;
  const progress = new ProgressLine(io, `${scenario.name}@${design}`);
  try {
    return await checkCompiled(compiled, {
      limits,
      sought: { by: nameOfFailure(failure), at },
      onProgress: (now) => {
        progress.update(now);
        return io.interrupted.aborted;
      },
    });
  } finally {
    progress.end();
  }
}

function inWords(found: CheckResult | undefined, subject: Subject): Elsewhere | undefined {
  if (found === undefined) return undefined;
  const { stopped, states, trace } = found;
  const isThere = stopped === 'violation' && trace !== undefined;
  return { stopped, states, command: isThere ? replayCommand(trace, subject) : undefined };
}

function exitCodeOf(
  { trace, fate }: Realigned,
  elsewhere: CheckResult | undefined,
  { program: { expected } }: Compiled,
  sameDesign: boolean,
): number {
  const stopped = elsewhere?.stopped;
  const found = stopped === 'violation' ? elsewhere?.trace : undefined;
  if (stopped === 'interrupted') return exitCodes.interrupted;
  if ([trace, ...(found === undefined ? [] : [found])].some((one) => isUnexpected(one, expected)))
    return exitCodes.unexpectedViolation;
  if (fate.kind === 'same' || found !== undefined) return exitCodes.asExpected;
  // Whoever keeps a trace expects its violation of the design that it was found in.
  if (sameDesign) return exitCodes.violationMissing;
  return stopped === undefined ? exitCodes.asExpected : exitCodes.incomplete;
}
