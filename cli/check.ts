import type { Limits } from '../checker/index.ts';
import { fullReport, jsonReport, summaryTable } from '../checker/report/index.ts';
import type { Detail } from '../checker/report/steps.ts';
import { ModelError, type Sizes } from '../model/language/index.ts';
import { catalogueNames } from './catalogue.ts';
import { checkAll } from './checking/checkAll.ts';
import type { Checked } from './checking/checked.ts';
import { type BuiltTask, builtTask, taskName, tasksOf } from './checking/task.ts';
import { paintFor } from './colours.ts';
import type { Arguments, Command, CommandSpec } from './command.ts';
import { detailOf, detailOptions } from './detail.ts';
import { exitCodeOf, exitCodes } from './exitCodes.ts';
import type { Io } from './io.ts';
import { select } from './loadScenario.ts';
import { type Reporter, replacesText, report, reported, reporters } from './reporters.ts';
import { limitsOf, read } from './searchOptions.ts';
import { setNotes } from './setNotes.ts';
import { type Shard, shardOf } from './shard.ts';
import { tellError } from './tellError.ts';
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
      help: 'give up when the tables of searches need more, as 512m or 2g; 3/4 of the memory if left out',
    },
    workers: { value: 'n', help: 'how many designs are checked side by side; one for each core if left out' },
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
    const options = optionsOf(given, io);
    const words = given.words.length > 0 ? given.words : catalogueNames('checked');
    const all = tasksOf((await Promise.all(words.map((word) => select(word, io.cwd)))).flat());
    const tasks = options.shard === undefined ? all : shardOf(all, taskName, options.shard);
    const built = tasks.map((task) => builtTask(task, options.sizes));
    const saveTo = given.value('save-trace');
    if (saveTo !== undefined && tasks.length !== 1)
      throw new ModelError(
        `--save-trace: it keeps one race, of ${tasks.length} designs; allowed: one SCENARIO@DESIGN`,
      );
    const { hashes, detail } = options;
    const readsExpected = hashes || detail !== undefined || built.length === 1;
    const checked = await checkAll(built, { ...options, readsExpected }, io);
    const done = built.flatMap((task, i) => (checked[i] === undefined ? [] : [{ ...task, ...checked[i] }]));
    const errors = done.flatMap(({ error }) => error ?? []);
    if (tasks.length === 1 && errors.length === 1) throw errors[0];
    tellNotes(done, options, io);
    print(done, tasks.length, options, io);
    const [only] = done;
    if (saveTo !== undefined && only !== undefined) saveTrace(saveTo, only.result, only.selection.target, io);
    const codes = errors.map((error) => tellError(error, io));
    if (io.interrupted.aborted) return exitCodes.interrupted;
    return codes.length > 0 ? Math.max(...codes) : exitCodeOf(done.map(({ result }) => result));
  },
};

const late = 'the time was up before all was told of its race; raise --timeout, or lower a size with --set';

interface Options {
  readonly sizes: Sizes;
  readonly limits: Limits;
  readonly detail: Detail | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly reporters: readonly Reporter[];
  readonly shard: Shard | undefined;
  readonly workers: number;
  readonly hashes: boolean;
}

type Done = BuiltTask & Checked;

function optionsOf(given: Arguments, { cores }: Io): Options {
  const to = reporters(given.values('reporter'), given.flag('json'));
  return {
    sizes: sizes(given.values('set')),
    limits: limitsOf(given),
    detail: detailOf(given),
    json: given.flag('json'),
    quiet: given.flag('quiet'),
    reporters: to,
    shard: read(given, 'shard', shard),
    workers: read(given, 'workers', wholeNumber) ?? cores,
    hashes: given.flag('json') || to.length > 0,
  };
}

/** Says of sizes that were set what they do not change, and of traces what they lack. */
function tellNotes(done: readonly Done[], { sizes, quiet }: Options, { stderr }: Io): void {
  for (const { result, error, ...task } of done) {
    if (error !== undefined) continue;
    const notes = quiet ? [] : setNotes(task.selection.scenario, sizes, result);
    for (const note of notes) stderr.write(`${note}\n`);
    if (result.timeUp) stderr.write(`mmcheck: ${taskName(task)}: ${late}\n`);
  }
}

function print(done: readonly Done[], planned: number, options: Options, io: Io): void {
  if (!options.json && !replacesText(options.reporters)) printText(done, planned, options, io);
  if (!options.json && options.reporters.length === 0) return;
  const all = done.map(({ result, machine, selection }) => reported(result, machine ?? 'unknown', selection));
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
