import { decides, type Recipe } from '../../model/language/index.ts';
import { type Code, js, type Literal, literal, name } from '../code/js.ts';
import type { Body, FlatBranch, FlatLabel, Target } from '../program/body.ts';
import type { Choice } from '../program/choices.ts';
import { forms } from '../program/forms.ts';
import { bitOf, waysOf } from '../program/ways.ts';
import { leafPlace, writeCode } from './fieldCode.ts';
import { labelField, slotField } from './layout.ts';
import { closed, unknown } from './learnedWays.ts';
import type { PlacedLeaf, RecordLayout } from './recordLayout.ts';

/** What the functions of all labels have in common. */
export interface LabelContext {
  /** The number of the body among the program's. */
  readonly number: number;
  readonly body: Body;
  /** The frame of a thread that runs the body. */
  readonly frame: RecordLayout;
  /** The number of each recipe. */
  readonly recipes: ReadonlyMap<Recipe, number>;
  /** Whether it must be seen which locks a step takes. */
  readonly watchesLocks: boolean;
  /** Whether it must be seen how a step uses locks in handlers and elsewhere. */
  readonly watchesUses: boolean;
  /** Whether a thread that runs the body is idle before its first label. */
  readonly mayIdle: boolean;
}

/** The name of a label's function: what the label is called, as far as a name can say it. */
export const labelName = ({ name: text, index }: FlatLabel, body: number): Code =>
  name(`${text.replace(/\W/g, '_').replace(/^(?=\d)/, '_')}_${body}_${index}`);

/**
 * The function that takes every step of a label in the current state, for a thread `t` that stands there. `first` is
 * the number of the label's first step, counted from the first of its thread.
 */
export function labelCode(label: FlatLabel, as: Code, first: number, context: LabelContext): Code {
  const taken = label.branches.some(({ otherwise }) => otherwise);
  let step = first;
  const branches = label.branches.map((branch) => {
    const first = step;
    step += branch.choices?.length ?? 1;
    return branchCode(label, branch, first, context);
  });
  const given = label.branches.flatMap(({ choices }, i) =>
    choicesCode(choices, givenName(label, i, context)),
  );
  const made = js`function ${as}(t) {
  const my = t.my${label.names};
  ${taken ? js`let taken = false;` : []}
  ${branches}
}`;
  return js`${[...given, made]}`;
}

/** `first` is the number of the branch's first step, counted as that of its label. */
function branchCode(label: FlatLabel, branch: FlatBranch, first: number, context: LabelContext): Code {
  const { guard } = branch.alternative;
  const { choices } = branch;
  const given = givenName(label, label.branches.indexOf(branch), context);
  const args =
    choices === undefined ? js`(S, my)` : areNumbers(choices) ? js`(S, my, row)` : js`(S, my, ${given}[row])`;
  const step = choices === undefined ? js`t.step + ${first}` : js`t.step + ${first} + row`;
  const isTracked = !branch.otherwise && label.branches.some(({ otherwise }) => otherwise);
  const taken = isTracked ? [js`taken = true;`] : [];
  const ordersLocks = context.watchesLocks && forms[label.form].ordersLocks;
  const watch = [
    ...(ordersLocks ? [js`if (locksMoved()) H.locksMoved(t.index, step);`] : []),
    ...(context.watchesUses ? [js`if (usesMoved()) H.usesMoved(t.index, step);`] : []),
  ];
  const run = runCode(guard === undefined ? undefined : js`${recipe(guard, context)}${args}`, [
    ...taken,
    ...changeCode(branch, args, context),
    js`L.learn(step, C, W);
take(t, step, ${takenCode(branch)});`,
    ...watch,
  ]);
  const attempt = js`const step = ${step};
const known = L.of(step, C);
if (known !== ${closed}) {
  try {
    if (known !== ${unknown}) {
      ${taken}
      takeKnown(t, step, known);
      ${watch}
    } else {
      const made = X.count;
      ${run}
    }
  } catch (error) {
    ${taken}
    H.failed(error, step);
  }
  restore();
}`;
  if (branch.otherwise)
    return js`if (!taken) {
  ${attempt}
}`;
  if (choices === undefined)
    return js`{
  ${attempt}
}`;
  return js`for (let row = 0; row < ${choices.length}; row++) {
  ${attempt}
}`;
}

/** Runs a step, if its guard, where it has one, is open. */
function runCode(guard: Code | undefined, take: readonly Code[]): Code {
  if (guard === undefined) return js`${take}`;
  return js`const open = ${guard};
${heed}
if (untouched() && open === true) {
  ${take}
} else if (open !== false) H.noAnswer(${literal('guard')}, open);
else L.learn(step, C);`;
}

/** Whether each choice is its own number, as the row of a table is: then there is nothing to look up. */
const areNumbers = (choices: readonly Choice[]): boolean => choices.every(({ value }, i) => value === i);

/** The name of the array of what a branch may choose. */
const givenName = ({ index }: FlatLabel, branch: number, { number }: LabelContext): Code =>
  name(`given_${number}_${index}_${branch}`);

/** Declares the array of what a branch may choose, where it needs one. */
function choicesCode(choices: readonly Choice[] | undefined, as: Code): Code[] {
  if (choices === undefined || areNumbers(choices)) return [];
  const values = choices.map(({ value }) => js`Object.freeze(${literal(value as Literal)}),`);
  return [
    js`const ${as} = [
  ${values}
];`,
  ];
}

/** The bit of the way that the step has gone. */
function takenCode(branch: FlatBranch): Code {
  const [no, ...others] = waysOf(branch).map((way) => bitOf(branch, way));
  if (others.length === 0) return js`${no!}`;
  if (branch.alternative.next.kind === 'switch') return js`way`;
  return js`test ? ${others[0]!} : ${no!}`;
}

/** What the effect does, and where the thread goes. */
function changeCode(branch: FlatBranch, args: Code, context: LabelContext): Code[] {
  const { alternative, targets } = branch;
  const { effect, next } = alternative;
  const call = effect === undefined ? undefined : js`${recipe(effect, context)}${args}`;
  if (!decides(next)) {
    const run =
      call === undefined
        ? []
        : [
            js`const done = ${call};`,
            js`if (typeof done === 'object' || typeof done === 'function') H.checkDone(done);`,
            heed,
          ];
    return [...run, ...goCode(targets[0]!, context)];
  }
  if (next.kind === 'switch') return switchCode(branch, next.labels, call!, context);
  const [no, yes] = targets;
  return [
    js`const test = ${call ?? js`false`};
${heed}
if (test === true) {
  ${goCode(yes!, context)}
} else if (test === false) {
  ${goCode(no!, context)}
} else H.noAnswer(${literal('test')}, test);`,
  ];
}

/** Where the thread goes by the label that its effect returns. */
function switchCode(
  branch: FlatBranch,
  labels: readonly string[],
  call: Code,
  context: LabelContext,
): Code[] {
  const cases = labels.map(
    (label, way) => js`case ${literal(label)}: {
  way = ${bitOf(branch, way)};
  ${goCode(branch.targets[way]!, context)}
  break;
}`,
  );
  return [
    js`const to = ${call};
${heed}
let way = 0;
switch (to) {
  ${cases}
  default: H.noAnswer(${literal('switch')}, to, ${literal(labels)});
}`,
  ];
}

function goCode({ label, clears, begins }: Target, { body, frame, mayIdle }: LabelContext): Code[] {
  const ends = label === body.labels.length;
  const slots = ends ? body.slots.map((_, i) => i) : clears;
  const write = (field: string, code: Code) =>
    writeCode(leafPlace(frame.fields.get(field) as PlacedLeaf, frame.unit, js`t.w`, js`t.b`), code);
  const statements = [
    write(labelField, js`${label}`),
    ...slots.map((slot) => write(slotField(slot), js`0`)),
    ...begins.map(({ slot, code }) => write(slotField(slot), js`${code}`)),
  ];
  if (ends) return [...statements, js`H.ended(t.index);`];
  return mayIdle && label === 0 ? [...statements, js`H.idles(t.index);`] : statements;
}

/** A recipe that catches a violation has broken the check all the same. */
const heed = js`if (X.count !== made) H.caught();`;

const recipe = (of: Recipe, { recipes }: LabelContext): Code => name(`r${recipes.get(of)!}`);
