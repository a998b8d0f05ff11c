import { buildProgram, type Program } from '../checker/index.ts';
import { dot } from '../checker/report/dot.ts';
import { type Subject, violationText } from '../checker/report/index.ts';
import { itf } from '../checker/report/itf.ts';
import { mermaid } from '../checker/report/mermaid.ts';
import { perfetto } from '../checker/report/perfetto.ts';
import { svg } from '../checker/report/svg.ts';
import { neighbourhoodOf } from '../checker/trace/neighbourhood.ts';
import type { Trace } from '../checker/trace/trace.ts';
import { traceOf, walkTrace } from '../checker/trace/walk.ts';
import { allowedNames, ModelError } from '../model/language/index.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exitCodes.ts';
import { selectOne } from './loadScenario.ts';
import { loadTrace, sayTarget, writeText } from './traceFiles.ts';

type Format = (program: Program, trace: Trace, subject: Subject) => string;

const formats: Readonly<Record<string, Format>> = {
  table: (_program, trace, subject) => `${violationText(trace, subject)}\n`,
  svg: (_program, trace) => svg(trace),
  mermaid: (_program, trace) => mermaid(trace),
  dot: (program, trace) => dot(program, trace, neighbourhoodOf(program, trace)),
  perfetto: (_program, trace) => perfetto(trace),
  itf: (program, trace) => itf(program, trace, walkTrace(program, trace).states),
};

/** `mmcheck export`: a kept trace in the formats of other tools. */
export const command: Command = {
  spec: {
    name: 'export',
    usage: ['mmcheck export FILE --format F [--output OUT]'],
    about: [
      `Writes a trace that 'mmcheck check --save-trace' kept in another format: table, the CPU0 / CPU1 table
of a commit message; svg, that table as a picture; mermaid, a sequence diagram for Markdown; dot, the
graph of the states around the trace, for Graphviz; perfetto, slices for ui.perfetto.dev and
chrome://tracing; itf, all states for Apalache's and Quint's tools.`,
      'The steps are taken again for that, so the machine must still be the one of the trace.',
    ],
    words: [1, 1],
    options: {
      format: { value: 'F', help: Object.keys(formats).join(', ') },
      output: { value: 'OUT', help: 'a file to write to instead of stdout' },
    },
    examples: [
      ['mmcheck export race.json --format mermaid', 'for an issue tracker'],
      ['mmcheck export race.json --format svg --output race.svg', 'for slides'],
    ],
  },
  run: async (given, io) => {
    const { stdout, cwd } = io;
    const name = given.value('format');
    if (name === undefined)
      throw new ModelError(`export: --format is missing; allowed: ${Object.keys(formats).join(', ')}`);
    const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
    if (format === undefined)
      throw new ModelError(
        `--format: there is no format '${name}'; ${allowedNames(name, Object.keys(formats))}`,
      );
    const [path] = given.words as [string];
    const { trace, target } = loadTrace(path, cwd);
    sayTarget(path, target, io);
    const { design, ...subject } = await selectOne(`${target}@${trace.design}`, cwd);
    const program = buildProgram(subject.scenario, design, trace.sizes);
    const text = format(program, traceOf(program, trace), subject);
    const output = given.value('output');
    if (output === undefined) stdout.write(text);
    else writeText(output, text, cwd);
    return exitCodes.asExpected;
  },
};
