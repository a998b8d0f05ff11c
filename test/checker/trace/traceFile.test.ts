import { beforeAll, describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { compile } from '../../../checker/packed/compile.ts';
import { machineHash } from '../../../checker/packed/machineHash.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import type { Trace } from '../../../checker/trace/trace.ts';
import { readTraceFile, type TraceFile, traceFile, traceFileText } from '../../../checker/trace/traceFile.ts';
import { ModelError } from '../../../model/language/index.ts';
import lifetime from '../../../scenarios/migration/anon-vma-lifetime.ts';

let race: Trace;
let file: TraceFile;
beforeAll(async () => {
  const { trace, program } = await check(lifetime, '2.6.34+ref');
  race = trace!;
  file = traceFile(race, machineHash(compile(program)), 'migration/anon-vma-lifetime', '1.2.3');
});

describe('a trace file', () => {
  it('is read as it was written', () => {
    expect(readTraceFile(traceFileText(file), 'race.json')).toEqual(file);
    expect(file).toMatchObject({ format: 'mmcheck-trace', version: 1, tool: '1.2.3' });
    expect(file.machine).toMatch(/^[0-9a-f]{16}$/);
  });

  it('differs by its machine between designs', () => {
    const other = machineHash(compile(buildProgram(lifetime, '2.6.35')));
    expect(traceFile(race, other, file.target, file.tool).machine).not.toBe(file.machine);
  });

  it('is refused wherever it is cut', () => {
    const text = traceFileText(file);
    for (let i = 1; i < 40; i++) {
      const cut = text.slice(0, Math.floor((text.trimEnd().length * i) / 40));
      expect(() => readTraceFile(cut, 'cut.json')).toThrow(ModelError);
      expect(() => readTraceFile(cut, 'cut.json')).toThrow(
        /^cut\.json: it is no JSON, or cut short: .*allowed: /s,
      );
    }
    expect(() => readTraceFile(' \n', 'cut.json')).toThrow('cut.json: it is empty');
  });

  it.each(['[]', 'null', '7', '{}', '{"version":1,"results":[]}'])('is not %s', (text) => {
    expect(() => readTraceFile(text, 'other.json')).toThrow('other.json: it is no trace file');
  });

  const broken: readonly [what: string, at: readonly (string | number)[], value: unknown, says: string][] = [
    ['another version', ['version'], 2, 'it is of version 2; allowed: 1'],
    ['no machine', ['machine'], undefined, 'machine: it is undefined; allowed: a text'],
    ['no trace', ['trace'], undefined, 'trace: it is missing; allowed: an object'],
    ['a trace of another version', ['trace', 'version'], 3, 'trace.version: it is 3; allowed: 1'],
    ['no design', ['trace', 'design'], 5, 'trace.design: it is 5; allowed: a text'],
    ['no threads', ['trace', 'threads'], [], 'trace.threads: it is []; allowed: one or more'],
    [
      'a thread too many',
      ['trace', 'steps', 3, 'thread'],
      9,
      'trace.steps[3].thread: it is 9; allowed: whole numbers from 0 to 2',
    ],
    [
      'a choice too many',
      ['trace', 'steps', 0, 'choice'],
      1,
      'trace.steps[0].choice: it is 1; allowed: whole numbers from 0 to 0',
    ],
    [
      'half a change',
      ['trace', 'steps', 0, 'changes'],
      [{ path: 'x' }],
      'trace.steps[0].changes[0].from: it is missing; allowed: a text',
    ],
    [
      'odd calls',
      ['trace', 'steps', 1, 'calls'],
      'none',
      'trace.steps[1].calls: it is "none"; allowed: an array',
    ],
    [
      'a size that is none',
      ['trace', 'sizes'],
      { pages: -1 },
      'trace.sizes.pages: it is -1; allowed: whole numbers from 0',
    ],
    [
      'an unavoidable step too many',
      ['trace', 'unavoidableAfter'],
      19,
      'trace.unavoidableAfter: it is 19; allowed: whole numbers from 0 to 18',
    ],
    ['no reason', ['trace', 'unavoidableUnknown'], 1, 'trace.unavoidableUnknown: it is 1; allowed: a text'],
    [
      'rows freed that are none',
      ['trace', 'steps', 12, 'frees'],
      [0],
      'trace.steps[12].frees[0]: it is 0; allowed: a text',
    ],
    [
      'an access of another kind',
      ['trace', 'failure', 'access', 'kind'],
      'look',
      'trace.failure.access.kind: it is "look"; allowed: read, write, read-write, free',
    ],
    [
      'an access in no step',
      ['trace', 'failure', 'access', 'step'],
      18,
      'trace.failure.access.step: it is 18; allowed: whole numbers from 0 to 17',
    ],
    [
      'a failure of nothing',
      ['trace', 'steps'],
      [],
      'trace.failure.inStep: it is true, and there are no steps; allowed: false',
    ],
  ];
  it.each(broken)('is refused with %s', (_what, at, value, says) => {
    const copy = JSON.parse(traceFileText(file));
    const last = at.at(-1)!;
    const inside = at.slice(0, -1).reduce((node, key) => node[key], copy);
    inside[last] = value;
    expect(() => readTraceFile(JSON.stringify(copy), 'race.json')).toThrow(
      new ModelError(`race.json: ${says}`),
    );
  });
});
