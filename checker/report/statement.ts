import type {
  Alternative,
  Leaf,
  ListedLine,
  Next,
  Over,
  PatchedFns,
  Recipe,
  Size,
} from '../../model/language/index.ts';
import { alternativesOf, breakLabel, returnLabel } from '../../model/language/index.ts';
import { forms } from '../program/forms.ts';

/** What a label does, as lines of C, and the names that occur in them: a label that is among them goes without saying. */
export interface Statement {
  readonly lines: readonly string[];
  readonly names: readonly string[];
}

/**
 * The statement of one line of a listing. A label that is no identifier is the statement itself, and of a test the
 * condition on which it jumps. Otherwise a recipe is called by its own name, and by its label where it has none.
 * `fns` are the functions of the design, for the parameters of those that are called.
 */
export function statementOf({ label, line }: ListedLine, fns: PatchedFns): Statement {
  if (line.kind === 'call') return callOf(label, line, fns);
  const names = alternativesOf(line).flatMap(({ effect }) =>
    effect === undefined ? [] : nameOf(effect, label),
  );
  const [first] = line.alternatives;
  if (line.form === 'either') {
    const texts = line.alternatives.map((alternative) => branchOf(alternative, label));
    if (line.otherwise !== undefined) texts.push(`otherwise: ${doneBy(line.otherwise, label)}`);
    if (texts.length === 1) return { lines: texts, names };
    return { lines: ['either {', ...texts.map((text) => `\t${text}`), '}'], names };
  }
  const { waits, yields } = forms[line.form];
  if (yields && waits === 'never')
    return { lines: [`${doneBy(first!, label)}  /* another thread of its CPU may run first */`], names };
  if (waits === 'never') return { lines: [doneBy(first!, label)], names };
  const guard = first!.guard?.name ?? '';
  if (guard === '') {
    const how = waits === 'asleep' ? 'sleeps until it can' : 'spins until it can';
    return { lines: [`${doneBy(first!, label)}  /* ${how} */`], names };
  }
  const idle = first!.effect === undefined && first!.next.kind === 'fall';
  const then = idle ? '' : ` then ${doneBy(first!, label)}`;
  return { lines: [`${line.form} until ${guard};${then}`], names: idle ? [guard] : names };
}

/** `anon_vma = page_lock_anon_vma(page);`: what comes back is the locals that the call binds. */
function callOf(
  label: string,
  { callee, bind }: ListedLine['line'] & { kind: 'call' },
  fns: PatchedFns,
): Statement {
  if (isStatement(label) && label.includes(callee.name)) return { lines: [ended(label)], names: [label] };
  const { name, parameters, locals } = fns.get(callee.name) ?? callee;
  const given = Object.keys(parameters).map((parameter) => bind[parameter] ?? parameter);
  const results = Object.keys(locals).flatMap((local) => bind[local] ?? []);
  const assigned = results.length === 0 ? '' : `${results.join(', ')} = `;
  return { lines: [`${assigned}${name}(${given.join(', ')});`], names: [name] };
}

function branchOf(alternative: Alternative, label: string): string {
  const { over, guard } = alternative;
  const test = guard === undefined || guard.name === '' ? '' : guard.name;
  const on = over === undefined ? `on ${test === '' ? 'its condition' : test}` : `any ${overText(over)}`;
  const where = over === undefined || test === '' ? '' : ` where ${test}`;
  return `${on}${where}: ${doneBy(alternative, label)}`;
}

function doneBy({ effect, next }: Alternative, label: string): string {
  const name = effect === undefined ? '' : nameOf(effect, label);
  if (next.kind === 'when' || (next.kind === 'unless' && isStatement(name)))
    return `if (${name}) ${jump(next)}`;
  if (next.kind === 'unless') return `if (!${name}) ${jump(next)}`;
  if (next.kind === 'switch') return `${switchOn(name)} { ${next.labels.map(exitOf).join(' ')} }`;
  const done = name === '' ? '' : isStatement(name) ? ended(name) : `${name}();`;
  if (next.kind === 'fall') return done === '' ? ';' : done;
  return done === '' ? jump(next) : `${done} ${jump(next)}`;
}

function jump({ label }: Extract<Next, { label: string }>): string {
  return label === returnLabel ? 'return;' : `goto ${label};`;
}

/** What a branch chooses from: a table, the values of a leaf, or one of each. */
function overText(over: Over): string {
  if (typeof over === 'string') return over;
  if (Array.isArray(over)) return `[${over.map(overText).join(', ')}]`;
  const leaf = over as Leaf<unknown>;
  const sized = (size: Size) => (typeof size === 'object' ? size.name : size);
  switch (leaf.domain) {
    case 'count':
      return `0..${sized(leaf.max)}`;
    case 'range':
      return `${leaf.min}..${sized(leaf.max)}`;
    case 'oneOf':
      return leaf.values.join(' | ');
    case 'pointer':
      return `${leaf.to} or NULL`;
    default:
      return leaf.domain;
  }
}

const exitOf = (label: string): string =>
  label === breakLabel ? `${breakLabel};` : jump({ kind: 'goto', label });

/** A label that says what it switches on says it all. */
const switchOn = (name: string): string => (name.startsWith('switch') ? name : `switch (${name})`);

function nameOf(recipe: Recipe, label: string): string {
  return recipe.name === '' || isStatement(label) ? label : recipe.name;
}

/** Whether a label is written as C is, and not a name for it. */
const isStatement = (label: string): boolean => !/^\w+$/.test(label);

const ended = (statement: string): string => (/[;{}]$/.test(statement) ? statement : `${statement};`);
