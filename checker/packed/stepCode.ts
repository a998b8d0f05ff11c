import { type Code, js, literal, name } from '../code/js.ts';
import type { Program } from '../program/program.ts';
import { mayIdle as idles } from '../program/thread.ts';
import { knownPlace, readCode, writeCode } from './fieldCode.ts';
import { rowMasks } from './freedWatch.ts';
import { type LabelContext, labelCode, labelName } from './labelCode.ts';
import type { StateLayout } from './layout.ts';
import { leaving } from './learnedWays.ts';
import { LockWatch } from './lockWatch.ts';
import { recipesIn } from './recipes.ts';
import { UseWatch } from './useWatch.ts';

/**
 * Writes the code that makes all successors of a state, in the order of threads, branches and rows: a function a
 * label, called what the label is called, over what the labels share. It expects the names of `stepParameters`.
 */
export function stepCode(program: Program, layout: StateLayout): Code {
  const { masks } = new LockWatch(program, layout);
  const recipes = new Map(recipesIn(program).map((recipe, i) => [recipe, i]));
  const uses = new UseWatch(program, layout).masks;
  const shared = { recipes, watchesLocks: masks.length > 0, watchesUses: uses.length > 0 };
  const bodies = program.bodies.map((_, i) => bodyCode(program, layout, i, shared));
  return js`// W is the state that a step changes, C the one that it starts from, S the shared part as a view of W.
const S = V.shared;
${[...recipes.values()].map((i) => js`const r${i} = R[${i}];`)}
let F, n = 0, P = 0, at = 0;
${sharedCode(program, layout, masks)}
${uses.length > 0 ? movedCode('usesMoved', uses) : []}
${bodies}
${threadCode(program, layout)}
return {
  load(source, o) {
    ${eachWord(layout, (i) => js`W[${i}] = C[${i}] = source[o + ${i}];`)}
  },
  expand(parent, fired) {
    P = parent;
    F = fired;
    ${program.threads.map(({ index }) => expandCode(program, layout, index))}
    return n;
  },
  rewind(to) { n = to; },
  thread() { return at; },
};`;
}

/** What every label's function calls, whatever the label. */
function sharedCode(program: Program, layout: StateLayout, masks: readonly number[]): Code {
  const shares = layout.cpus.length > 0;
  const watches = program.properties.some(({ kind }) => kind === 'everyStep');
  const rows = rowMasks(program, layout);
  return js`function restore() {
  ${eachWord(layout, (i) => js`W[${i}] = C[${i}];`)}
}
function untouched() {
  ${eachWord(layout, (i) => js`if (W[${i}] !== C[${i}]) H.guardWrote();`)}
  return true;
}
${movedCode('locksMoved', masks)}
${rows.length > 0 ? movedCode('rowsMoved', rows) : []}
${shares ? scheduleCode(program, layout) : []}
function takeKnown(t, step, way) {
  L.put(way, W);
  const leaves = L.leaving(way);
  if (leaves === ${leaving.returns}) H.ended(t.index);
  else if (leaves === ${leaving.idles}) H.idles(t.index);
  take(t, step, L.bit(way));
}
function take(t, step, way) {
  ${shares ? js`schedule(t);` : []}
  ${rows.length > 0 ? js`if (rowsMoved()) H.rowsMoved(t.index);` : []}
  ${watches ? js`H.stepTaken();` : []}
  if ((F[step] & way) !== way) { F[step] |= way; H.isNew(); }
  const o = n * ${layout.words};
  ${eachWord(layout, (i) => js`B[o + ${i}] = W[${i}];`)}
  N[n++] = P;
}`;
}

/** A function that says whether a step has changed one of the bits. */
function movedCode(as: string, masks: readonly number[]): Code {
  const moved = masks.flatMap((mask, i) =>
    mask === 0 ? [] : [js`if (((W[${i}] ^ C[${i}]) & ${mask}) !== 0) return true;`],
  );
  return js`function ${name(as)}() {
  ${moved}
  return false;
}`;
}

/** The functions of a body's labels, and the one that calls that of the label before which a thread stands. */
function bodyCode(
  program: Program,
  layout: StateLayout,
  index: number,
  shared: Pick<LabelContext, 'recipes' | 'watchesLocks' | 'watchesUses'>,
): Code {
  const body = program.bodies[index]!;
  const { mask } = layout.threads.find((thread) => thread.body === index)!.label;
  const mayIdle = program.threads.some((thread) => thread.body === body && idles(thread));
  const context = { ...shared, number: index, body, frame: layout.frames[index]!, mayIdle };
  const names = body.labels.map((label) => labelName(label, index));
  const { index: thread } = program.threads.find((one) => one.body === body)!;
  const labels = body.labels.map((label, at) => {
    // A label without a branch has no step, and no code for one.
    const first = (program.stepsAt[thread]![at]![0]?.number ?? 0) - firstStep(program, thread);
    return labelCode(label, names[at]!, first, context);
  });
  return js`${labels}
function body${index}(t) {
  switch (W[t.labelWord] >>> t.labelShift & ${mask}) {
    ${names.map((as, at) => js`case ${at}: return ${as}(t);`)}
  }
}`;
}

const eachWord = ({ words }: StateLayout, make: (i: number) => Code): Code[] =>
  Array.from({ length: words }, (_, i) => make(i));

/** What the code is given: views, the arrays that it works on, hooks, the recipes, and what is known of steps. */
export const stepParameters = ['V', 'W', 'C', 'B', 'N', 'E', 'H', 'R', 'X', 'L'] as const;

/** A constant a thread: where its frame is, the number of its first step, its views. */
function threadCode(program: Program, layout: StateLayout): Code {
  const { threads, cpus } = program;
  const made = layout.threads.map(({ at, label, cpu }, index) => {
    const names = threads[index]!.body.names.map((_, i) => js`my${i}: V.my[${index}][${i}],`);
    const bits = cpu === undefined ? undefined : layout.cpus[cpu]!;
    const code = cpu === undefined ? 0 : cpus[cpu]!.threads.indexOf(index) + 1;
    const turn =
      bits === undefined
        ? js`cpuWord: 0, cpuClear: 0, cpuSet: 0,`
        : js`cpuWord: ${bits.word}, cpuClear: ${bits.mask << bits.shift}, cpuSet: ${code << bits.shift},`;
    const place = js`w: ${at.words}, b: ${at.bits}, labelWord: ${label.word}, labelShift: ${label.shift},`;
    return js`const t${index} = {
  index: ${index}, step: ${firstStep(program, index)},
  ${place}
  ${turn}
  ${names}
};`;
  });
  return js`${made}`;
}

/** The number of a thread's first step. */
const firstStep = ({ steps }: Program, thread: number): number =>
  Math.max(
    0,
    steps.findIndex((step) => step.thread.index === thread),
  );

/** The steps of a thread, if its CPU is free for it, and where they end in the batch. */
function expandCode(program: Program, layout: StateLayout, index: number): Code {
  const { body } = layout.threads[index]!;
  const steps = js`body${body}(t${index});`;
  const keeps = [...gateCode(program, layout, index), ...turnCode(program, layout, index)];
  const guarded = keeps.reduce((inner, condition) => js`if (${condition}) ${inner}`, steps);
  return js`at = ${index};
${guarded}
E[${index}] = n;`;
}

/** Expressions for what must be so for a thread to have its turn on a CPU that it shares. */
function turnCode({ cpus }: Program, layout: StateLayout, index: number): Code[] {
  const { cpu } = layout.threads[index]!;
  if (cpu === undefined) return [];
  const own = cpus[cpu]!.threads.indexOf(index) + 1;
  const running = readCode(knownPlace(layout.cpus[cpu]!));
  return [js`${running} === 0 || ${running} === ${own}`];
}

/** Expressions for what must be so for its gate to be open. */
function gateCode({ gates, threads }: Program, layout: StateLayout, index: number): Code[] {
  const gate = gates[index];
  if (gate === undefined) return [];
  const label = (thread: number) => readCode(knownPlace(layout.threads[thread]!.label));
  const stops = gate.stops.map((one) => {
    const end = threads[one]!.body.labels.length;
    return js`${label(one)} === 0 || ${label(one)} === ${end}`;
  });
  if (gate.masks.length === 0) return stops;
  const masked = gate.masks.map(({ number }) => readCode(knownPlace(layout.fields[number]!)));
  const open = masked.reduce((all, one) => js`${all} | ${one}`);
  return [...stops, js`${label(index)} !== 0 || (${open}) === 0`];
}

/** A function for the end of a step: its thread runs on its CPU, and whoever may be replaced there runs no longer. */
function scheduleCode({ cpus }: Program, layout: StateLayout): Code {
  const releases = cpus.map(({ threads }, i) => {
    const place = knownPlace(layout.cpus[i]!);
    return js`{
  const running = ${readCode(place)};
  if (running !== 0 && H.mayBeReplaced(${literal(threads)}[running - 1])) { ${writeCode(place, js`0`)} }
}`;
  });
  return js`function schedule(t) {
  W[t.cpuWord] = W[t.cpuWord] & ~t.cpuClear | t.cpuSet;
  ${releases}
}`;
}
