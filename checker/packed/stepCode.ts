import { type Code, js, literal } from '../code/js.ts';
import type { Program } from '../program/program.ts';
import { stepsIn } from '../program/step.ts';
import { knownPlace, readCode, writeCode } from './fieldCode.ts';
import { labelCode, labelName } from './labelCode.ts';
import type { StateLayout } from './layout.ts';
import { LockWatch } from './lockWatch.ts';
import { recipesIn } from './recipes.ts';

/**
 * Writes the code that makes all successors of a state, in the order of threads, branches and rows: a function a
 * label, called what the label is called, over what the labels share. It expects the names of `stepParameters`.
 */
export function stepCode(program: Program, layout: StateLayout): Code {
  const { masks } = new LockWatch(program, layout);
  const recipes = new Map(recipesIn(program).map((recipe, i) => [recipe, i]));
  const bodies = program.bodies.map((body, i) => {
    const { mask } = layout.threads.find((thread) => thread.body === i)!.label;
    const context = { body, frame: layout.frames[i]!, recipes, watchesLocks: masks.length > 0 };
    const names = body.labels.map((label) => labelName(label, i));
    let step = 0;
    const labels = body.labels.map((label, at) => {
      const first = step;
      for (const { rows } of label.branches) step += rows;
      return labelCode(label, names[at]!, first, context);
    });
    return js`${labels}
function body${i}(t) {
  switch (W[t.labelWord] >>> t.labelShift & ${mask}) {
    ${names.map((as, at) => js`case ${at}: return ${as}(t);`)}
  }
}`;
  });
  const each = (make: (i: number) => Code): Code[] => Array.from({ length: layout.words }, (_, i) => make(i));
  return js`// The shared state, and what every step does: W is the state that it changes, C the one that it starts from.
const S = V.shared;
${[...recipes.values()].map((i) => js`const r${i} = R[${i}];`)}
let F, n = 0, P = 0;
function restore() {
  ${each((i) => js`W[${i}] = C[${i}];`)}
}
function untouched() {
  ${each((i) => js`if (W[${i}] !== C[${i}]) H.guardWrote();`)}
  return true;
}
function locksMoved() {
  ${masks.flatMap((mask, i) => (mask === 0 ? [] : [js`if (((W[${i}] ^ C[${i}]) & ${mask}) !== 0) return true;`]))}
  return false;
}
${layout.cpus.length > 0 ? scheduleCode(program, layout) : []}
function take(t, step) {
  ${layout.cpus.length > 0 ? js`schedule(t);` : []}
  ${program.properties.some(({ kind }) => kind === 'everyStep') ? js`H.stepTaken();` : []}
  F[step] = 1;
  const o = n * ${layout.words};
  ${each((i) => js`B[o + ${i}] = W[${i}];`)}
  N[n++] = P;
}
${bodies}
${threadCode(program, layout)}
return {
  load(source, o) {
    ${each((i) => js`W[${i}] = C[${i}] = source[o + ${i}];`)}
  },
  expand(parent, fired) {
    P = parent;
    F = fired;
    ${program.threads.map(({ index }) => expandCode(program, layout, index))}
    return n;
  },
  clear() { n = 0; },
};`;
}

/** What the code is given: views, the arrays that it works on, hooks, and the recipes. */
export const stepParameters = ['V', 'W', 'C', 'B', 'N', 'H', 'R'] as const;

/** A constant a thread: where its frame is, the number of its first step, its views. */
function threadCode({ threads, bodies, cpus }: Program, layout: StateLayout): Code {
  let first = 0;
  const made = layout.threads.map(({ body, at, label, cpu }, index) => {
    const names = threads[index]!.body.names.map((_, i) => js`my${i}: V.my[${index}][${i}],`);
    const bits = cpu === undefined ? undefined : layout.cpus[cpu]!;
    const code = cpu === undefined ? 0 : cpus[cpu]!.threads.indexOf(index) + 1;
    const turn =
      bits === undefined
        ? js`cpuWord: 0, cpuClear: 0, cpuSet: 0,`
        : js`cpuWord: ${bits.word}, cpuClear: ${bits.mask << bits.shift}, cpuSet: ${code << bits.shift},`;
    const place = js`w: ${at.words}, b: ${at.bits}, labelWord: ${label.word}, labelShift: ${label.shift},`;
    const source = js`const t${index} = {
  index: ${index}, step: ${first},
  ${place}
  ${turn}
  ${names}
};`;
    first += stepsIn(bodies[body]!);
    return source;
  });
  return js`${made}`;
}

/** The steps of a thread, if its CPU is free for it. */
function expandCode({ cpus }: Program, layout: StateLayout, index: number): Code {
  const { body, cpu } = layout.threads[index]!;
  const steps = js`body${body}(t${index});`;
  if (cpu === undefined) return steps;
  const own = cpus[cpu]!.threads.indexOf(index) + 1;
  return js`{
  const running = ${readCode(knownPlace(layout.cpus[cpu]!))};
  if (running === 0 || running === ${own}) ${steps}
}`;
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
