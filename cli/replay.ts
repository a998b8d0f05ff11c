import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildProgram, ReferenceEngine } from '../checker/index.ts';
import { compile } from '../checker/packed/compile.ts';
import { possibleLines, type Subject, stepList, violationText } from '../checker/report/index.ts';
import { extensionText } from '../checker/report/replayed.ts';
import type { Detail } from '../checker/report/steps.ts';
import { extensionsOf } from '../checker/trace/extensions.ts';
import { type Replay, replay } from '../checker/trace/replay.ts';
import { parseSchedule } from '../checker/trace/schedule.ts';
import { markUnavoidable } from '../checker/trace/unavoidable.ts';
import { ModelError } from '../model/language/index.ts';
import { paintFor } from './colours.ts';
import type { Arguments, Command } from './command.ts';
import { detailOf, detailOptions } from './detail.ts';
import { exitCodes } from './exitCodes.ts';
import type { Io } from './io.ts';
import { selectOne } from './loadScenario.ts';
import { read } from './searchOptions.ts';
import { loadTrace, sayTarget } from './traceFiles.ts';
import { isUnexpected } from './unexpected.ts';
import { seconds, sizes, wholeNumber } from './values.ts';

/** `mmcheck replay`: one run, step by step. */
export const command: Command = {
  spec: {
    name: 'replay',
    usage: [
      'mmcheck replay SCENARIO@DESIGN --schedule S [--set name=value]...',
      'mmcheck replay FILE [--design D] [--set name=value]...',
    ],
    about: [
      `Takes the steps of a schedule, as a report's last line gives it, and prints each with the fields
that it changes, as with --full; then the race table where a check fails, or what could be done next.
On another design it shows how far that design lets the race go.`,
      `A schedule is a list of turns, 0*3,1,0.2: thread 0 three times, thread 1 once, thread 0 with its
third choice. A state to start from stands in front: swapcache/0*3. A lock order is judged by this
one run only; 'mmcheck check' judges it over all interleavings.`,
      `A FILE is a trace of 'mmcheck check --save-trace'. On its own design it must lead to the violation
that it was saved for. On another one its steps are aligned by thread and label, and where the race
stops being possible the report says what blocks it, by which values, and whether any other schedule
still leads to the same violation.`,
    ],
    words: [1, 1],
    options: {
      schedule: { value: 'S', help: 'the turns to take' },
      design: { value: 'D', help: "run a FILE's steps on this design instead of its own" },
      ...detailOptions,
      extend: { help: 'list what could run next, with the changes that each step would make' },
      'max-states': { value: 'n', help: 'give up the search for another schedule at so many states' },
      timeout: { value: 'seconds', help: 'give up the search for another schedule after that time' },
      set: {
        value: 'name=value',
        multiple: true,
        help: 'a size of the scenario, as it was when the race was found',
      },
    },
    examples: [
      [
        "mmcheck replay migration/anon-vma-lifetime@2.6.34 --schedule '0*2,1*3'",
        'five steps, and what is next',
      ],
      ['mmcheck replay race.json --design 3.0', 'where a kept race ends on another design'],
    ],
  },
  run: async (given, io) => {
    const text = given.value('schedule');
    if (text === undefined) return replayGivenFile(given, io);
    if (given.value('design') !== undefined)
      throw new ModelError('replay: --design goes with a FILE; allowed: SCENARIO@DESIGN with --schedule');
    const { design, ...subject } = await selectOne(given.words[0]!, io.cwd);
    const detail = detailOf(given) ?? 'full';
    const compiled = compile(buildProgram(subject.scenario, design, sizes(given.values('set'))));
    const { program } = compiled;
    const replayed = replay(program, parseSchedule(text));
    print({ ...replayed, trace: markUnavoidable(compiled, replayed.trace) }, subject, detail, io);
    if (given.flag('extend')) {
      const extensions = extensionsOf(new ReferenceEngine(program), replayed.state);
      io.stdout.write(`\n${extensionText(extensions, replayed.trace.failure?.inStep === true)}\n`);
    }
    refuse(replayed, `${subject.scenario.name}@${design}`);
    return isUnexpected(replayed.trace, program.expected)
      ? exitCodes.unexpectedViolation
      : exitCodes.asExpected;
  },
};

async function replayGivenFile(given: Arguments, io: Io): Promise<number> {
  const [path] = given.words as [string];
  const isScenario = /\.[cm]?[jt]s(?:[#@].*)?$/.test(path) || !existsSync(resolve(io.cwd, path));
  if (isScenario && !/\.json$/i.test(path))
    throw new ModelError(
      "replay: --schedule is missing; allowed: the one of a report, as '0*3,1,0.2', or a trace FILE alone",
    );
  const limits = {
    maxStates: read(given, 'max-states', wholeNumber),
    timeout: read(given, 'timeout', seconds),
  };
  const { replayFile } = await import('./replayFile.ts');
  const [design, extend] = [given.value('design'), given.flag('extend')];
  const file = loadTrace(path, io.cwd);
  sayTarget(path, file.target, io);
  return replayFile(
    file,
    { design, extend, limits, detail: detailOf(given) ?? 'full', sizes: sizes(given.values('set')) },
    io,
  );
}

function print(
  { trace, stop, left, possible }: Replay,
  subject: Subject,
  detail: Detail,
  { stdout, env }: Io,
): void {
  const { scenario, design, start, steps, failure } = trace;
  const parts = [`${scenario}@${design}, from the state '${start}'`];
  if (steps.length > 0) parts.push(stepList(trace, detail));
  if (failure !== undefined) {
    if (left > 0) parts.push(`A check fails here; ${left} more of the schedule's turns were not taken.`);
    parts.push(violationText(trace, subject, paintFor(stdout, env), detail));
  } else if (stop.kind === 'applied') {
    const next =
      possible.length === 0
        ? 'Every thread has ended, or need not begin.'
        : `Possible next:\n${possibleLines(possible).join('\n')}`;
    parts.push(`No check fails. ${next}`);
  }
  stdout.write(`${parts.join('\n\n')}\n`);
}

function refuse({ stop, possible }: Replay, subject: string): void {
  if (stop.kind === 'applied') return;
  const instead =
    possible.length === 0 ? ' nothing, no thread can go on' : `\n${possibleLines(possible).join('\n')}`;
  throw new ModelError(
    `${subject}: the schedule no longer applies at step ${stop.step}: ${stop.why}; allowed there:${instead}`,
  );
}
