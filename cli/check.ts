import { uncheckedResult } from '../checker/check.ts';
import { buildProgram, type CheckResult, check, type Limits } from '../checker/index.ts';
import { compile } from '../checker/packed/compile.ts';
import { fullReport, jsonReport, summaryTable } from '../checker/report/index.ts';
import type { Detail } from '../checker/report/steps.ts';
import { ModelError, type Sizes } from '../model/language/index.ts';
import { catalogueNames } from './catalogue.ts';
import { paintFor } from './colours.ts';
import type { Arguments, Command, CommandSpec } from './command.ts';
import { detailOf, detailOptions } from './detail.ts';
import { exitCodeOf, exitCodes } from './exitCodes.ts';
import type { Io } from './io.ts';
import { type Selection, select } from './loadScenario.ts';
import { ProgressLine } from './progress.ts';
import { type Reporter, replacesText, report, reported, reporters } from './reporters.ts';
import { limitsOf, read } from './searchOptions.ts';
import { setNotes } from './setNotes.ts';
import { type Shard, shardOf } from './shard.ts';
import { errorText, tellError } from './tellError.ts';
import { saveTrace } from './traceFiles.ts';
import { shard, sizes, wholeNumber } from './values.ts';

const spec: CommandSpec = {
  name: 'check',
  usage: ['mmcheck check [SCENARIO[@DESIGN]]... [options]'],
  about: [
    `Explores every interleaving of a scenario's threads, design by design, and says of each whether it
holds, is violated, or could not be decided. Without a scenario, all that 'mmcheck list' has are
checked, but for bench/. One design gets a full report; several get a table, and a full report of
each that is not as expected. With --brief, --full or --diff every design gets its report, with as much
of the race as that says; without them a report has the race as a table.`,
    'A design that is expected to be violated is as expected when it is: the race is found again.',
  ],
  words: [0, Number.MAX_SAFE_INTEGER],
  options: {
    set: {
      value: 'name=value',
      multiple: true,
      help: "a size of the scenario, as 'mmcheck list' shows them",
    },
    'max-states': { value: 'n', help: 'give up, as incomplete, at so many states' },
    timeout: { value: 'seconds', help: 'give up on a design after that time' },
    'max-memory': {
      value: 'bytes',
      help: "give up when the search's tables need more, as 512m or 2g; 3/4 of the memory if left out",
    },
    workers: { value: 'n', help: 'search threads: 1' },
    ...detailOptions,
    'save-trace': { value: 'FILE', help: "keep the race of one design for 'mmcheck replay' and 'export'" },
    json: { help: 'one JSON document instead of text' },
    reporter: {
      value: 'kind[=file]',
      multiple: true,
      help: 'junit, sarif, github, ktap or markdown, to the file or instead of text',
    },
    shard: { value: 'i/n', help: 'only the i-th of n parts of the designs, for jobs side by side' },
    quiet: { help: 'no progress, and text only of what is not as expected' },
  },
  examples: [
    ['mmcheck check migration/anon-vma-lifetime@2.6.34', 'one design: the race as a table'],
    ['mmcheck check migration/anon-vma-lifetime', 'all its designs: a table of verdicts'],
    ['mmcheck check bench/anon-vma-ref --set pages=1', 'with a size of your own'],
    ['mmcheck check ./my.ts@naive', 'a scenario of your own'],
    ['mmcheck check --quiet --timeout 600', 'for CI: silent and 0 when all is as expected'],
    ['mmcheck check --shard 1/2 --reporter junit=mmcheck.xml', 'for CI: the first of two jobs'],
  ],
};

/** `mmcheck check`: the verdicts of designs. */
export const command: Command = {
  spec,
  run: async (given, io) => {
    const options = optionsOf(given);
    const words = given.words.length > 0 ? given.words : catalogueNames('checked');
    const all = tasksOf((await Promise.all(words.map((word) => select(word, io.cwd)))).flat());
    const tasks = options.shard === undefined ? all : shardOf(all, taskName, options.shard);
    for (const { selection, design } of tasks) buildProgram(selection.scenario, design, options.sizes);
    const saveTo = given.value('save-trace');
    if (saveTo !== undefined && tasks.length !== 1)
      throw new ModelError(
        `--save-trace: it keeps one race, of ${tasks.length} designs; allowed: one SCENARIO@DESIGN`,
      );
    const done: Done[] = [];
    const errors: unknown[] = [];
    for (const task of tasks) {
      if (io.interrupted.aborted) break;
      try {
        const result = await checkOne(task, options, io);
        done.push({ ...task, result });
        const notes = setNotes(task.selection.scenario, options.sizes, result);
        if (!options.quiet) for (const note of notes) io.stderr.write(`${note}\n`);
        if (result.timeUp) io.stderr.write(`mmcheck: ${taskName(task)}: ${late}\n`);
      } catch (error) {
        if (tasks.length === 1) throw error;
        errors.push(error);
        done.push(...brokenOff(task, options, error));
      }
    }
    print(done, tasks.length, options, io);
    const [only] = done;
    if (saveTo !== undefined && only !== undefined) saveTrace(saveTo, only.result, only.selection.target, io);
    const codes = errors.map((error) => tellError(error, io));
    if (io.interrupted.aborted) return exitCodes.interrupted;
    return codes.length > 0 ? Math.max(...codes) : exitCodeOf(done.map(({ result }) => result));
  },
};

const late = 'the time was up before all was told of its race; raise --timeout, or lower a size with --set';

/** The result of a design that could not be checked, in its place among the others. */
function brokenOff(task: Task, { sizes }: Options, error: unknown): Done[] {
  try {
    const compiled = compile(buildProgram(task.selection.scenario, task.design, sizes));
    return [{ ...task, result: uncheckedResult(compiled, errorText(error)) }];
  } catch {
    // What cannot even be compiled has no place; what is wrong is told behind the results.
    return [];
  }
}

interface Options {
  readonly sizes: Sizes;
  readonly limits: Limits;
  readonly detail: Detail | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly reporters: readonly Reporter[];
  readonly shard: Shard | undefined;
}

interface Task {
  readonly selection: Selection;
  readonly design: string;
}

interface Done extends Task {
  readonly result: CheckResult;
}

function optionsOf(given: Arguments): Options {
  const workers = read(given, 'workers', wholeNumber) ?? 1;
  if (workers !== 1)
    throw new ModelError(`--workers: there is no search with ${workers} threads yet; allowed: 1`);
  return {
    sizes: sizes(given.values('set')),
    limits: limitsOf(given),
    detail: detailOf(given),
    json: given.flag('json'),
    quiet: given.flag('quiet'),
    reporters: reporters(given.values('reporter'), given.flag('json')),
    shard: read(given, 'shard', shard),
  };
}

/** Each design once, however often it was named. */
function tasksOf(selections: readonly Selection[]): Task[] {
  const tasks = new Map<string, Task>();
  for (const selection of selections) {
    for (const design of selection.designs) {
      const task = { selection, design };
      tasks.set(taskName(task), task);
    }
  }
  return [...tasks.values()];
}

const taskName = ({ selection, design }: Task): string => `${selection.target}@${design}`;

async function checkOne({ selection, design }: Task, options: Options, io: Io): Promise<CheckResult> {
  const progress = options.quiet ? undefined : new ProgressLine(io, `${selection.scenario.name}@${design}`);
  try {
    return await check(selection.scenario, design, options.sizes, {
      limits: options.limits,
      onProgress: (now) => {
        progress?.update(now);
        return io.interrupted.aborted;
      },
    });
  } finally {
    progress?.end();
  }
}

function print(done: readonly Done[], planned: number, options: Options, io: Io): void {
  if (!options.json && !replacesText(options.reporters)) printText(done, planned, options, io);
  if (!options.json && options.reporters.length === 0) return;
  const all = done.map(({ result, selection }) => reported(result, selection));
  const results = all.map(({ result }) => result);
  const certificates = all.map(({ certificate }) => certificate);
  if (options.json) io.stdout.write(`${jsonReport(results, certificates)}\n`);
  report(all, options.reporters, io);
}

function printText(done: readonly Done[], planned: number, options: Options, { stdout, env }: Io): void {
  const results = done.map(({ result }) => result);
  const paint = paintFor(stdout, env);
  const several = planned > 1;
  const inFull = done.filter(
    ({ result }) => !result.asExpected || (!options.quiet && (options.detail !== undefined || !several)),
  );
  const parts = inFull.map(({ result, selection }) => fullReport(result, selection, paint, options.detail));
  if (several && !options.quiet) {
    const missing = planned - done.length;
    const rest = missing === 0 ? '' : `, ${missing} of ${planned} not checked`;
    parts.unshift(summaryTable(results, paint) + rest);
  }
  if (parts.length > 0) stdout.write(`${parts.join('\n\n')}\n`);
}
