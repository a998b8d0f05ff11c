import { comeAndGo, type Threads } from '../../model/language/index.ts';
import { type Code, compileCode, js, literal } from '../code/js.ts';
import { elementsOf } from '../meaning/elements.ts';
import { Plain } from '../meaning/plain.ts';
import { KeptRows } from '../meaning/rows.ts';
import { outsideDomain } from '../program/domain.ts';
import type { Program } from '../program/program.ts';
import type { SizedLeaf } from '../program/sizedSchema.ts';
import { localGone, ThreadViews } from '../program/threadViews.ts';
import { CpuWatch } from './cpuWatch.ts';
import { knownPlace, readCode } from './fieldCode.ts';
import type { StateLayout } from './layout.ts';
import { ownAccessors } from './ownAccessors.ts';
import { ViewClasses } from './viewClasses.ts';

/** Objects through which recipes and properties see the packed state in one array of words. */
export interface Views {
  readonly shared: unknown;
  /** By thread, then by name space of its body. */
  readonly my: readonly (readonly unknown[])[];
  readonly threads: Threads;
  /** The rows of every table, to see whether a recipe has moved some. */
  readonly tables: readonly KeptRows[];
}

/** The source of views, and the leaves that it refers to by number. */
export interface ViewCode {
  readonly source: Code;
  readonly leaves: readonly SizedLeaf[];
}

/**
 * Writes the code of views. With `as: 'step'` they are what a step gets: every touch checked, assignments stored or
 * refused; with 'observer' they only read, and freed rows too.
 *
 * The classes are generated source: accessors over constants that all objects of a class share are what V8 compiles
 * best, four to ten times faster than a Proxy or closures.
 */
export function viewCode(program: Program, layout: StateLayout, as: 'step' | 'observer'): ViewCode {
  const classes = new ViewClasses(as === 'step');
  const shared = classes.of(layout.shared);
  const my = program.bodies.map((body, i) =>
    body.names.map((space) => classes.ofNames(space, layout.frames[i]!, body)),
  );
  const threads = layout.threads.map(({ body, at, label }, index) => {
    const made = my[body]!.map((name) => js`new ${name}(${at.words}, ${at.bits}, A[${index}]),`);
    return js`{
  my: [
    ${made}
  ],
  label: () => ${readCode(knownPlace(label))},
},`;
  });
  const source = js`${classes.source()}
return {
  shared: new ${shared}(0, 0, ${literal('')}),
  threads: [
    ${threads}
  ],
};`;
  return { source, leaves: classes.leaves };
}

/** Makes views over an array of words. */
export type MakeViews = (words: Int32Array) => Views;

/** Compiles the code of a program's views. */
export function compileViews(
  program: Program,
  layout: StateLayout,
  { source, leaves }: ViewCode,
  title: string,
): MakeViews {
  const make = compileCode<(...given: unknown[]) => Made>(title, parameters, source);
  const touches = program.lifetimes.map(({ touch }) => touch);
  const refuse = (name: string, field: string, leaf: number, value: unknown): never => {
    throw outsideDomain(name === '' ? field : `${name}.${field}`, leaves[leaf]!, value);
  };
  const given = program.threads.map(({ index, context, cpu, arguments: values }) => ({
    ...values,
    current: index,
    context,
    cpu,
  }));
  const views = new ThreadViews(program);
  return (words) => {
    const tables: KeptRows[] = [];
    const keep = (rows: object[], path: string) => {
      tables.push(new KeptRows(rows, path));
      return rows;
    };
    const { shared, threads } = make(
      ...[words, touches, refuse, given, localGone, keep],
      ...[Plain, ownAccessors, comeAndGo, elementsOf],
    );
    const cpus = new CpuWatch(program, layout);
    return {
      shared,
      tables,
      my: threads.map(({ my }) => my),
      threads: views.of((i) => {
        const { label, my } = threads[i]!;
        return { label, my: my[0] as object, heldOffBy: () => cpus.heldOffBy(i, words, 0) };
      }),
    };
  };
}

/** What the generated code is given. */
const parameters = [
  ...['W', 'T', 'refuse', 'A', 'gone', 'keep'],
  ...['Plain', 'ownAccessors', 'comeAndGo', 'elementsOf'],
];

/** What the generated code gives: for a thread its views, and how to read where it stands. */
interface Made {
  readonly shared: unknown;
  readonly threads: readonly MadeThread[];
}

interface MadeThread {
  readonly my: readonly unknown[];
  readonly label: () => number;
}
