import { buildProgram } from '../checker/index.ts';
import { possibleText, type Subject, stepList, violationText } from '../checker/report/index.ts';
import { type Replay, replay } from '../checker/trace/replay.ts';
import { parseSchedule } from '../checker/trace/schedule.ts';
import { type Expected, ModelError } from '../model/language/index.ts';
import { paintFor } from './colours.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exitCodes.ts';
import type { Io } from './io.ts';
import { selectOne } from './loadScenario.ts';
import { sizes } from './values.ts';

/** `mmcheck replay`: one run, step by step. */
export const command: Command = {
  spec: {
    name: 'replay',
    usage: ['mmcheck replay SCENARIO@DESIGN --schedule S [--set name=value]...'],
    about: [
      `Takes the steps of a schedule, as a report's last line gives it, and prints each with the fields that it
changes; then the race table where a check fails, or what could be done next. On another design it
shows how far that design lets the race go.`,
      `A schedule is a list of turns, 0*3,1,0.2: thread 0 three times, thread 1 once, thread 0 with its third
choice. A state to start from stands in front: swapcache/0*3. A lock order is judged by this one run
only; 'mmcheck check' judges it over all interleavings.`,
    ],
    words: [1, 1],
    options: {
      schedule: { value: 'S', help: 'the turns to take' },
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
    ],
  },
  run: async (given, io) => {
    const text = given.value('schedule');
    if (text === undefined)
      throw new ModelError("replay: --schedule is missing; allowed: the one of a report, as '0*3,1,0.2'");
    const { design, ...subject } = await selectOne(given.words[0]!, io.cwd);
    const program = buildProgram(subject.scenario, design, sizes(given.values('set')));
    const replayed = replay(program, parseSchedule(text));
    print(replayed, subject, io);
    refuse(replayed, `${subject.scenario.name}@${design}`);
    const { expected } = subject.scenario.designs[design]!;
    return isUnexpected(replayed, expected) ? exitCodes.unexpectedViolation : exitCodes.asExpected;
  },
};

function print({ trace, stop, left, possible }: Replay, subject: Subject, { stdout, env }: Io): void {
  const { scenario, design, start, steps, failure } = trace;
  const parts = [`${scenario}@${design}, from the state '${start}'`];
  if (steps.length > 0) parts.push(stepList(trace));
  if (failure !== undefined) {
    if (left > 0) parts.push(`A check fails here; ${left} more of the schedule's turns were not taken.`);
    parts.push(violationText(trace, subject, paintFor(stdout, env)));
  } else if (stop.kind === 'applied') {
    const next =
      possible.length === 0
        ? 'Every thread has ended, or need not begin.'
        : `Possible next:\n${possibleText(possible)}`;
    parts.push(`No check fails. ${next}`);
  }
  stdout.write(`${parts.join('\n\n')}\n`);
}

function refuse({ stop, possible }: Replay, subject: string): void {
  if (stop.kind === 'applied') return;
  const instead = possible.length === 0 ? 'nothing, no thread can go on' : `\n${possibleText(possible)}`;
  throw new ModelError(
    `${subject}: the schedule no longer applies at step ${stop.step}: ${stop.why}; allowed there: ${instead}`,
  );
}

function isUnexpected({ trace: { failure } }: Replay, expected: Expected): boolean {
  if (failure === undefined) return false;
  if (expected.verdict === 'holds') return true;
  const { by } = expected;
  return by !== undefined && by !== failure.check && by !== failure.property;
}
