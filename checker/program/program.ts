import {
  type AnyPatch,
  applySeries,
  checkDesign,
  checkFits,
  type Expected,
  type InitialStates,
  type Lifetime,
  type NamedDesign,
  type NotAsked,
  namedDesign,
  type PatchedFns,
  type Property,
  type Scenario,
  type Sizes,
  type StartedThread,
  type Unreachable,
} from '../../model/language/index.ts';
import type { Body } from './body.ts';
import { checkFirstLabels, cpuNumbers, type SharedCpu, sharedCpus } from './cpus.ts';
import { checkDeclared } from './declared.ts';
import { type Field, listFields } from './fields.ts';
import { findGates, type Gate } from './gates.ts';
import { goesRound } from './goesRound.ts';
import { inlineCalls } from './inline.ts';
import { findLockedRows, type LockedRow } from './lockedRows.ts';
import { findLocks, type Lock } from './locks.ts';
import { type Measure, splitMeasures, type Within } from './measures.ts';
import { lifetimesIn, type SizedRecord, sizeSchema, tableRows } from './sizedSchema.ts';
import { checkSizes } from './sizeParameters.ts';
import { checkArguments, startThreads } from './startThreads.ts';
import { listSteps, type Step } from './step.ts';
import type { ProgramThread } from './thread.ts';
import { bitsIn, checkWidth } from './width.ts';

/** A scenario of one design, with its sizes decided and its calls inlined: what an engine runs. */
export interface Program {
  readonly scenario: Scenario;
  /** The name of the design. */
  readonly design: string;
  readonly series: readonly AnyPatch[];
  readonly expected: Expected;
  readonly initial: InitialStates<never>;
  readonly unreachable: Unreachable;
  readonly notAsked: NotAsked;
  readonly sizes: Sizes;
  readonly schema: SizedRecord;
  readonly fns: PatchedFns;
  readonly bodies: readonly Body[];
  readonly threads: readonly ProgramThread[];
  /** Every step by its number, and those of each thread by the index of the label that it stands before. */
  readonly steps: readonly Step[];
  readonly stepsAt: readonly (readonly (readonly Step[])[])[];
  /** Every leaf of the state, by its number and by its path. */
  readonly fields: readonly Field[];
  readonly fieldAt: ReadonlyMap<string, Field>;
  readonly locks: readonly Lock[];
  readonly lockedRows: readonly LockedRow[];
  /** What tables do about rows that come and go, by the number that a sized record has for it. */
  readonly lifetimes: readonly Lifetime[];
  /** The CPUs on which threads take turns; the others do not matter. */
  readonly cpus: readonly SharedCpu[];
  /** By thread what keeps it from a CPU that handlers run on too. */
  readonly gates: readonly (Gate | undefined)[];
  readonly properties: readonly Property<never>[];
  /** What it wants to know the largest value of; where that has a bound it is among the properties, too. */
  readonly measures: readonly Measure[];
  /** What it states as the bounds of what is explored. */
  readonly within: readonly Within[];
}

/**
 * Builds the program of a design, which is one of the scenario's by its name, or any by value. Throws ModelError where
 * the design, the sizes or the arguments do not fit the machine.
 */
export function buildProgram(scenario: Scenario, of: string | NamedDesign, sizes: Sizes = {}): Program {
  const design = typeof of === 'string' ? namedDesign(scenario, of) : of;
  checkDesign(`${scenario.name}@${design.name}`, design);
  const { series, expected, initial = scenario.initial } = design;
  const decided = { ...scenario.sizes, ...sizes };
  checkSizes(scenario, decided);
  const started = startThreads(scenario, decided);
  const fns = applySeries(
    started.map(({ thread }) => thread.fn),
    series,
  );
  for (const fn of fns.values()) checkFits(`${scenario.name}@${design.name}`, fn, scenario.machine.root);
  const schema = sizeSchema(scenario.machine.root, decided, started.length);
  checkWidth(scenario.name, bitsIn(schema));
  const threads = placeThreads(scenario, started, fns, tableRows(schema, started.length), decided);
  const cpus = sharedCpus(threads);
  checkFirstLabels(scenario.name, threads);
  checkDeclared(scenario, design, fns, decided);
  const unreachable = { ...scenario.unreachable, ...design.unreachable };
  const { notAsked = {} } = design;
  const declared = { expected, unreachable, notAsked };
  const asked = { scenario, design: design.name, series, ...declared, initial, sizes: decided };
  const { all: steps, at: stepsAt } = listSteps(threads);
  const fields = listFields(schema, threads);
  const locks = findLocks(schema, fields);
  const lockedRows = findLockedRows(schema, locks);
  const state = { schema, fields, locks, lockedRows, lifetimes: lifetimesIn(schema) };
  const fieldAt = new Map(fields.map((field) => [field.path, field]));
  const bodies = [...new Set(threads.map(({ body }) => body))];
  const gates = findGates(threads, fields);
  const machine = { ...state, fieldAt, fns, bodies, threads, steps, stepsAt, cpus, gates };
  const { questions: properties, measures, within } = splitMeasures(scenario.properties);
  return { ...asked, ...machine, properties, measures, within };
}

/** The threads with their functions inlined, threads of one function with one body. */
function placeThreads(
  scenario: Scenario,
  started: readonly StartedThread[],
  fns: PatchedFns,
  tables: ReadonlyMap<string, number>,
  sizes: Sizes,
): ProgramThread[] {
  const numbers = cpuNumbers(scenario, started);
  const bodies = new Map<string, Body>();
  return started.map(({ name, thread }, index) => {
    const fn = fns.get(thread.fn.name)!;
    const body = bodies.get(fn.name) ?? inlineCalls(fn, fns, tables, sizes);
    bodies.set(fn.name, body);
    checkArguments(`${scenario.name}: thread ${name}`, thread, fn.parameters, tables, sizes);
    const { arguments: given, context, optional } = thread;
    const forever = thread.forever || (!optional && goesRound(body));
    return { name, index, body, arguments: given, context, optional, forever, cpu: numbers[index]! };
  });
}
