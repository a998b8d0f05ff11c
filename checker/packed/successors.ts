import type { Recipe } from '../../model/language/index.ts';
import { js } from '../code/js.ts';
import type { Body, FlatBranch, Target } from '../program/body.ts';
import type { Program } from '../program/program.ts';
import { sharedCpuOf } from '../program/turns.ts';
import { leafPlace, readCode, writeCode } from './fieldCode.ts';
import { labelField, type PlacedLeaf, type RecordLayout, type StateLayout, slotField } from './layout.ts';
import { frameOf, type Views } from './views.ts';

/** What the generated code calls outside the usual: none of these is on the way of a plain step. */
export interface StepHooks {
  /** A recipe threw, or a guard wrote: `branch` is the index among the label's branches, `row` its choice or -1. */
  failed(error: unknown, thread: number, label: number, branch: number, row: number): void;
  guardWrote(): never;
  /** A step is about to be taken that changed a lock, ended a thread, or has step properties to satisfy. */
  locksChanged(thread: number, label: number): void;
  ended(thread: number): void;
  stepTaken(): void;
  /** Whether a thread that runs on a shared CPU may be replaced in the state that the words are. */
  mayBeReplaced(thread: number): boolean;
}

/** What the code is generated for, beside the program. */
export interface StepOptions {
  /** The bits of the words that belong to locks; empty where lock order is of no interest. */
  readonly lockMasks: readonly number[];
  readonly watchSteps: boolean;
}

/** The arrays that the generated code works on. */
export interface StepMemory {
  /** The state being changed, and the one it came from. */
  readonly words: Int32Array;
  readonly current: Int32Array;
  /** Successors one after the other, and the parent of each. */
  readonly batch: Int32Array;
  readonly parents: Int32Array;
  /** One byte a label of each body, set when the label has fired. */
  readonly fired: readonly Uint8Array[];
}

export interface Successors {
  /** Makes a stored state the current one. */
  load(source: Int32Array, offset: number): void;
  /** Appends the successors of the current state to the batch, and returns how many the batch then has. */
  expand(parent: number): number;
  /** Empties the batch. */
  clear(): void;
}

/** Generates the code that makes all successors of a state, in the order of threads, branches and rows. */
export function generateSuccessors(
  program: Program,
  layout: StateLayout,
  views: Views,
  memory: StepMemory,
  hooks: StepHooks,
  options: StepOptions,
): Successors {
  const writer = new StepWriter(options, layout.cpus.length > 0);
  const bodies = program.bodies.map((body, i) => writer.body(body, i, layout.frames[i]!.table.layout));
  const threads = program.threads.map((thread) => {
    const [body, at] = frameOf(program, layout, thread);
    const names = thread.body.names.map((_, i) => `, m${i}: V.my[${thread.index}][${i}]`);
    const cpu = sharedCpuOf(program, thread.index);
    const turn = layout.cpus.length === 0 ? '' : `, ${turnOf(program, layout, cpu, thread.index)}`;
    return {
      body,
      cpu,
      source: `{ w: ${at.words}, b: ${at.bits}, i: ${thread.index}${turn}${names.join('')} }`,
    };
  });
  const expand = threads.map(({ body, cpu }, i) => {
    const step = `body${body}(t${i});`;
    if (cpu < 0) return step;
    const running = readCode(leafPlace(layout.cpus[cpu]!, false, 0, 0));
    return `{ const k = ${running}; if (k === 0 || k === ${program.cpus[cpu]!.threads.indexOf(i) + 1}) ${step} }`;
  });
  const words = Array.from({ length: layout.words }, (_, i) => i);
  const source = `'use strict';
const S = V.shared;
let n = 0, P = 0;
function emit() {
  const o = n * ${layout.words};
  ${words.map((i) => `B[o + ${i}] = W[${i}];`).join(' ')}
  N[n++] = P;
}
function restore() { ${words.map((i) => `W[${i}] = C[${i}];`).join(' ')} }
function untouched() { return ${words.map((i) => `W[${i}] === C[${i}]`).join(' && ')} || H.guardWrote(); }
${layout.cpus.length === 0 ? '' : scheduleCode(program, layout)}
${bodies.join('\n')}
${threads.map((t, i) => `const t${i} = ${t.source};`).join('\n')}
return {
  load(source, o) { ${words.map((i) => `W[${i}] = C[${i}] = source[o + ${i}];`).join(' ')} },
  expand(parent) { P = parent; ${expand.join(' ')} return n; },
  clear() { n = 0; },
};`;
  const names = [...writer.recipes.keys()].map((_, i) => `r${i}`);
  const generated = new Function('V', 'W', 'C', 'B', 'N', 'F', 'H', ...names, source);
  const { words: W, current: C, batch: B, parents: N, fired: F } = memory;
  return generated(views, W, C, B, N, F, hooks, ...writer.recipes);
}

/** What a thread must know to take its CPU: the word, the bits there to clear and the ones to set; nothing where it has one to itself. */
function turnOf(program: Program, layout: StateLayout, cpu: number, thread: number): string {
  const placed = layout.cpus[cpu];
  if (placed === undefined) return 'k: 0, c: 0, s: 0';
  const code = program.cpus[cpu]!.threads.indexOf(thread) + 1;
  return `k: ${placed.words}, c: ${(2 ** placed.width - 1) << placed.bits}, s: ${code << placed.bits}`;
}

/** A function for the end of a step: its thread runs on its CPU, and whoever may be replaced there runs no longer. */
function scheduleCode({ cpus }: Program, layout: StateLayout): string {
  const releases = cpus.map(({ threads }, i) => {
    const place = leafPlace(layout.cpus[i]!, false, 0, 0);
    const thread = `[${threads.join(', ')}][k - 1]`;
    return `  { const k = ${readCode(place)}; if (k !== 0 && H.mayBeReplaced(${thread})) { ${writeCode(place, 0)} } }`;
  });
  return `function schedule(t) {
  W[t.k] = W[t.k] & ~t.c | t.s;
${releases.join('\n')}
}`;
}

class StepWriter {
  readonly recipes: Recipe[] = [];
  readonly #options: StepOptions;
  readonly #sharesCpus: boolean;

  constructor(options: StepOptions, sharesCpus: boolean) {
    this.#options = options;
    this.#sharesCpus = sharesCpus;
  }

  body(body: Body, index: number, frame: RecordLayout): string {
    const label = leafPlace(frame.fields.get(labelField) as PlacedLeaf, frame.unit, js`t.w`, js`t.b`);
    const cases = body.labels.map(({ name, names, branches }, at) => {
      const parts = branches.map((branch, k) => this.#branch(body, frame, index, at, branch, k));
      const tracksOtherwise = branches.some((branch) => branch.otherwise);
      return `    case ${at}: { // ${name}
      const my = t.m${names};${tracksOtherwise ? ' let taken = false;' : ''}
${parts.join('\n')}
      return;
    }`;
    });
    return `function body${index}(t) {
  switch (W[${label.word}] >>> (${label.shift}) & ${label.mask}) {
${cases.join('\n')}
  }
}`;
  }

  #branch(body: Body, frame: RecordLayout, index: number, at: number, branch: FlatBranch, k: number): string {
    const { over, guard, effect, next } = branch.alternative;
    const args = over === undefined ? '(S, my)' : '(S, my, row)';
    const call = effect === undefined ? '' : `${this.#recipe(effect)}${args}`;
    const [no, yes] = branch.targets;
    const decides = next.kind === 'when' || next.kind === 'unless';
    const go = (target: Target) => this.#go(body, frame, target);
    const change = decides
      ? `if (${call}) { ${go(yes)} } else { ${go(no)} }`
      : `${call === '' ? '' : `${call}; `}${go(yes)}`;
    const tracks = body.labels[at]!.branches.some((b) => b.otherwise) && !branch.otherwise;
    const schedule = this.#sharesCpus ? 'schedule(t); ' : '';
    const take = `${tracks ? 'taken = true; ' : ''}${change} ${schedule}${this.#watch(at)}F[${index}][${at}] = 1; emit();`;
    const row = over === undefined ? '-1' : 'row';
    const failed = `${tracks ? 'taken = true; ' : ''}H.failed(e, t.i, ${at}, ${k}, ${row});`;
    const enabled = branch.otherwise
      ? 'if (!taken) '
      : guard === undefined
        ? ''
        : `const ok = ${this.#recipe(guard)}${args}; if (untouched() && ok === true) `;
    const attempt = `try { ${enabled}{ ${take} } } catch (e) { ${failed} } restore();`;
    return over === undefined
      ? `      ${attempt}`
      : `      for (let row = 0; row < ${branch.rows}; row++) { ${attempt} }`;
  }

  #go(body: Body, frame: RecordLayout, { label, clears }: Target): string {
    const ends = label === body.labels.length;
    const slots = ends ? body.slots.map((_, i) => i) : clears;
    const write = (field: string, code: number) =>
      writeCode(leafPlace(frame.fields.get(field) as PlacedLeaf, frame.unit, js`t.w`, js`t.b`), code);
    const statements: string[] = [
      write(labelField, label),
      ...slots.map((slot) => write(slotField(slot), 0)),
    ];
    if (ends) statements.push('H.ended(t.i);');
    return statements.join(' ');
  }

  #watch(at: number): string {
    const { lockMasks, watchSteps } = this.#options;
    const masked = lockMasks.flatMap((mask, i) => (mask === 0 ? [] : [`(W[${i}] ^ C[${i}]) & ${mask}`]));
    const locks =
      masked.length === 0 ? '' : `if ((${masked.join(' | ')}) !== 0) H.locksChanged(t.i, ${at}); `;
    return `${locks}${watchSteps ? 'H.stepTaken(); ' : ''}`;
  }

  #recipe(recipe: Recipe): string {
    const known = this.recipes.indexOf(recipe);
    return `r${known < 0 ? this.recipes.push(recipe) - 1 : known}`;
  }
}
