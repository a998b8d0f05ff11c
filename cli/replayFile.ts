import { breadthFirst, buildProgram, type Limits, type Program } from '../checker/index.ts';
import { ReferenceEngine } from '../checker/reference/referenceEngine.ts';
import { replayCommand, type Subject, stepList, violationText } from '../checker/report/index.ts';
import { type Elsewhere, extensionText, fateText, replayHeading } from '../checker/report/replayed.ts';
import type { Detail } from '../checker/report/steps.ts';
import { extensionsOf } from '../checker/trace/extensions.ts';
import { normalForms } from '../checker/trace/normalForm.ts';
import { realign } from '../checker/trace/realign.ts';
import type { Realigned } from '../checker/trace/realigned.ts';
import { recordFinding } from '../checker/trace/recorder.ts';
import type { TraceFailure } from '../checker/trace/trace.ts';
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
  const program = buildProgram(subject.scenario, design, sizes);
  const own = originOf(file, subject, program);
  const replayed = realign(program, trace, own);
  const { stdout } = io;
  const say = (text: string) => stdout.write(text === '' ? '' : `${text}\n\n`);
  say(replayHeading(file, program, own));
  const marked = markUnavoidable(program, replayed.trace);
  say(stepList(marked, options.detail));
  if (marked.failure !== undefined)
    say(violationText(marked, subject, paintFor(stdout, io.env), options.detail));
  const elsewhere = await otherSchedule(program, replayed, trace.failure, options.limits, subject, io);
  stdout.write(`${fateText(replayed, trace, design, elsewhere)}\n`);
  if (options.extend) {
    const extensions = extensionsOf(new ReferenceEngine(program), replayed.state);
    stdout.write(`\n${extensionText(extensions, replayed.trace.failure?.inStep === true)}\n`);
  }
  return exitCodeOf(replayed, elsewhere, program, design === trace.design);
}

/** The program that the trace is a run of, as it is now; undefined where the scenario has no such design any more. */
function originOf({ trace }: TraceFile, { scenario }: Subject, program: Program): Program | undefined {
  if (program.design === trace.design) return program;
  return Object.hasOwn(scenario.designs, trace.design)
    ? buildProgram(scenario, trace.design, trace.sizes)
    : undefined;
}

/** Looks for any other way to the trace's failure, where the trace itself does not lead to it any more. */
async function otherSchedule(
  program: Program,
  { fate }: Realigned,
  failure: TraceFailure | undefined,
  limits: Limits,
  subject: Subject,
  io: Io,
): Promise<Elsewhere | undefined> {
  if (fate.kind === 'same' || failure === undefined) return undefined;
  const progress = new ProgressLine(io, `${program.scenario.name}@${program.design}`);
  try {
    const search = await breadthFirst(program, {
      limits,
      until: failure.property ?? failure.check,
      onProgress: (now) => {
        progress.update(now);
        return io.interrupted.aborted;
      },
    });
    const found = search.stopped === 'violation' ? search.findings.at(-1) : undefined;
    if (found === undefined) return { search };
    const [finding = found] = normalForms(program, [found]);
    const other = recordFinding(new ReferenceEngine(program), finding.states, finding.failure);
    return { search, command: replayCommand(other, subject) };
  } finally {
    progress.end();
  }
}

function exitCodeOf(
  { trace, fate }: Realigned,
  elsewhere: Elsewhere | undefined,
  { scenario, design }: Program,
  sameDesign: boolean,
): number {
  const { expected } = scenario.designs[design]!;
  const stopped = elsewhere?.search.stopped;
  const found = stopped === 'violation' ? elsewhere?.search.findings.at(-1)?.failure : undefined;
  if (stopped === 'interrupted') return exitCodes.interrupted;
  if ([trace.failure, found].some((failure) => isUnexpected(failure, expected)))
    return exitCodes.unexpectedViolation;
  if (fate.kind === 'same' || found !== undefined) return exitCodes.asExpected;
  // Whoever keeps a trace expects its violation of the design that it was found in.
  if (sameDesign) return exitCodes.violationMissing;
  return stopped === undefined ? exitCodes.asExpected : exitCodes.incomplete;
}
