import type { Sizes } from '../../model/language/index.ts';
import { isHandler } from '../../model/language/index.ts';
import type { Program } from '../program/program.ts';

/** The bounds within which a verdict is meant, and how they read as one sentence. */
export interface Bounds {
  readonly sizes: Sizes;
  readonly threads: readonly string[];
  /** The CPUs that threads share, and the rule by which they are preempted there; missing where no CPU is shared. */
  readonly cpus?: readonly { readonly cpu: number; readonly threads: readonly string[] }[];
  readonly preemption?: string;
  /** The CPUs that handlers interrupt; missing where there are none. */
  readonly handlers?: readonly { readonly cpu: number; readonly threads: readonly string[] }[];
  readonly memoryModel: typeof memoryModel;
  /** Of each table that has rows that no state uses, how many are used; missing where all are, or nobody knows. */
  readonly used?: Readonly<Record<string, number>>;
  /** What is stated as bounds, and how many states beyond them were come to; missing where nothing is. */
  readonly within?: readonly string[];
  readonly beyond?: number;
  readonly sentence: string;
}

const memoryModel = 'sequential consistency';

/** The bounds of a program: its tables, how many of their rows are used, its threads and their CPUs, its memory model. */
export function boundsOf(program: Program, used: Readonly<Record<string, number>> = {}, beyond = 0): Bounds {
  const { schema, sizes, threads } = program;
  const tables = [...schema.fields].flatMap(([name, node]) =>
    node.kind === 'table' && name !== 'task' ? [`${name}[${node.rows}]${usedText(used[name])}`] : [],
  );
  const running = threads.map(({ name, body }) => (name === body.fn ? name : `${name}: ${body.fn}`));
  const turns = turnsOf(program);
  const interrupts = interruptsOf(program);
  const stated = statedBy(program, beyond);
  const clauses = [
    ...(tables.length === 0 ? [] : [tables.join(', ')]),
    `${threads.length} ${threads.length === 1 ? 'thread' : 'threads'} (${running.join(', ')})`,
    ...turns.clauses,
    ...interrupts.clauses,
    ...stated.clauses,
    'every interleaving of their labels',
    memoryModel,
    'no reduction',
  ];
  const bounds = {
    sizes,
    threads: running,
    ...turns.bounds,
    ...interrupts.bounds,
    ...stated.bounds,
    memoryModel,
  } as const;
  return { ...bounds, ...(Object.keys(used).length === 0 ? {} : { used }), sentence: clauses.join('; ') };
}

const usedText = (rows: number | undefined): string =>
  rows === undefined ? '' : ` (${rows === 0 ? 'none' : rows} of them ever used)`;

/** How threads take turns on the CPUs that they share. */
function turnsOf({ scenario, threads, cpus }: Program): Clauses<'cpus' | 'preemption'> {
  if (cpus.length === 0) return { bounds: {}, clauses: [] };
  const shared = cpus.map(({ cpu, threads: on }) => ({ cpu, threads: on.map((i) => threads[i]!.name) }));
  const rule = scenario.preemption?.name ?? 'none';
  // A rule that is written in the scenario itself has the name of the part.
  const preemption = rule === '' || rule === 'preemption' ? 'by a rule of the scenario' : rule;
  const onCpus = shared.map(({ cpu, threads: names }) => `CPU ${cpu} shared by ${names.join(', ')}`);
  return { bounds: { cpus: shared, preemption }, clauses: [...onCpus, `preemption: ${preemption}`] };
}

/** Which handlers interrupt which CPUs. */
function interruptsOf({ threads }: Program): Clauses<'handlers'> {
  const all = threads.filter(({ context }) => isHandler(context));
  if (all.length === 0) return { bounds: {}, clauses: [] };
  const numbers = [...new Set(all.map(({ cpu }) => cpu))].sort((a, b) => a - b);
  const handlers = numbers.map((cpu) => ({
    cpu,
    threads: all.filter((one) => one.cpu === cpu).map(({ name }) => name),
  }));
  const clauses = handlers.map(({ cpu, threads: on }) => `CPU ${cpu} interrupted by ${on.join(', ')}`);
  return { bounds: { handlers }, clauses };
}

/** What the scenario states, and how many states it has kept from being explored. */
function statedBy({ within }: Program, beyond: number): Clauses<'within' | 'beyond'> {
  if (within.length === 0) return { bounds: {}, clauses: [] };
  const names = within.map(({ name }) => name);
  const states = `${beyond} ${beyond === 1 ? 'state' : 'states'} beyond not explored`;
  return {
    bounds: { within: names, beyond },
    clauses: [`${names.map((name) => `"${name}"`).join(', ')}, ${states}`],
  };
}

/** A part of the bounds, and how it reads. */
interface Clauses<K extends keyof Bounds> {
  readonly bounds: Pick<Bounds, K>;
  readonly clauses: readonly string[];
}
