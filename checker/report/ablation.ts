import type { Ablated, Ablation } from '../questions/ablation/ablate.ts';
import type { Without } from '../questions/ablation/judgeWithout.ts';
import { titleOf } from '../questions/ablation/parts.ts';
import { traceDocument } from '../trace/traceDocument.ts';
import { schemaVersion } from './json.ts';
import { type Paint, plain } from './paint.ts';
import { raceTable } from './raceTable.ts';
import { racingFunctions } from './racing.ts';
import { counted, wrap } from './text.ts';

/** What may be said of a part of a design that was left out. */
export type Need =
  | 'needed'
  | 'needed without a race'
  | 'needed for a witness'
  | 'needed within other bounds'
  | 'not needed'
  | 'cannot be left out'
  | 'incomplete';

/** The gravest that the searches say of it. */
export function needOf({ judgement, elsewhere }: Ablated): Need {
  switch (judgement.status) {
    case 'fails':
      return judgement.serial ? 'needed without a race' : 'needed';
    case 'idle':
      return 'needed for a witness';
    case 'unbuildable':
      return 'cannot be left out';
    case 'incomplete':
      return 'incomplete';
    case 'holds': {
      const others = elsewhere.map((other) => other.judgement.status);
      return others.some((status) => status === 'fails' || status === 'idle')
        ? 'needed within other bounds'
        : 'not needed';
    }
  }
}

const headings: Readonly<Record<Need, string>> = {
  needed: 'needed: without it there is a race',
  'needed without a race':
    'trivially needed: without it a check fails even when the threads run one after the other',
  'needed for a witness': 'needed to get anywhere: without it nothing fails, but a witness is never seen',
  'needed within other bounds': 'not needed within these bounds, but within others',
  'not needed': 'not needed within these bounds',
  'cannot be left out':
    'trivially needed: without it the series does not apply, or a recipe does not work any more',
  incomplete: 'incomplete: a limit was reached',
};

/** A paragraph for each kind of need, with what fails and how soon; `full` adds the race tables and what is trivial. */
export function ablationText(ablation: Ablation, full: boolean, paint: Paint = plain): string {
  const { scenario, design, ablated, bounds, tried, useless, interrupted } = ablation;
  const groups = (Object.keys(headings) as Need[]).map((need) => {
    const those = ablated.filter((one) => needOf(one) === need);
    if (those.length === 0) return '';
    const [first, ...rest] = wrap(`${headings[need]} (${those.length})`);
    const heading = [paint('heading', first!), ...rest];
    return [...heading, ...those.flatMap((one) => entry(one, need, full, tried.length))].join('\n');
  });
  const sections = [
    `${scenario}@${design}, with each part left out in turn`,
    ...groups,
    [
      ...wrap(`within: ${bounds.sentence}`, '  ', ''),
      ...wrap(
        tried.length === 0
          ? 'What is not needed was tried within no other bounds.'
          : `What is not needed was also tried within: ${tried.join('; ')}.`,
      ),
      ...useless.flatMap((why) => wrap(`No use for that: ${why}.`)),
      ...wrap(
        'Patches and hunks are left out alone; lines together with what undoes them. Spinning for ever in a race is not noticed.',
      ),
    ].join('\n'),
    interrupted ? 'interrupted: the rest was not tried' : '',
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function entry(one: Ablated, need: Need, full: boolean, tried: number): string[] {
  const title = wrap(titleOf(one.what), '    ', '  ');
  const { judgement, elsewhere } = one;
  if (need === 'cannot be left out' && !full) return title;
  const own = judgement.status === 'holds' ? [] : wrap(inWords(judgement), '      ', '    ');
  // That it holds within the other bounds too is what the end of the report says of all of them.
  const others = elsewhere.filter(
    (other) => full || need !== 'not needed' || other.judgement.status !== 'holds',
  );
  const untried = judgement.status === 'holds' ? tried - elsewhere.length : 0;
  return [
    ...title,
    ...own,
    ...others.flatMap(({ bounds, judgement: there }) =>
      wrap(`${bounds}: ${inWords(there)}`, '      ', '    '),
    ),
    ...(untried === 0 ? [] : wrap(`${untried} of the other bounds do not run it`, '      ', '    ')),
    ...(full ? table(one) : []),
  ];
}

function inWords(judgement: Without): string {
  switch (judgement.status) {
    case 'fails': {
      const { check, property, trace, message } = judgement;
      const name = property === undefined ? check : `"${property}"`;
      if (trace === undefined) return `${name}: ${message}`;
      const where = racingFunctions(trace);
      const between = where.length === 0 ? '' : `, in ${where.join(' / ')}`;
      return `${name}, ${counted(trace.steps.length, 'step')}${between}`;
    }
    case 'idle':
      return `never seen: ${judgement.unseen.map((name) => `"${name}"`).join(', ')}`;
    case 'unbuildable':
      return judgement.message;
    case 'incomplete':
      return `${judgement.why} (${judgement.states} states)`;
    case 'holds':
      return `holds, ${judgement.states} states`;
  }
}

/** The race, where there is one: within the design's bounds, or within the first others that show it. */
function table({ judgement, elsewhere }: Ablated): string[] {
  const failing = [judgement, ...elsewhere.map((other) => other.judgement)].find(
    (one) => one.status === 'fails' && !one.serial,
  );
  if (failing?.status !== 'fails' || failing.trace === undefined) return [];
  return ['', raceTable(failing.trace), ''];
}

/** The same for scripts: `{ schemaVersion, ablation }`. */
export function ablationJson({ ablated, ...rest }: Ablation): string {
  const rows = ablated.map((one) => ({
    leftOut: titleOf(one.what),
    ...(one.what.kind === 'lines'
      ? { kind: 'lines', ...one.what.removal }
      : { kind: one.what.kind, ...one.what.part }),
    need: needOf(one),
    ...jsonJudgement(one.judgement),
    elsewhere: one.elsewhere.map(({ bounds, judgement }) => ({ bounds, ...jsonJudgement(judgement) })),
  }));
  return JSON.stringify({ schemaVersion, ablation: { ...rest, ablated: rows } }, undefined, 2);
}

function jsonJudgement(judgement: Without): object {
  if (judgement.status !== 'fails' || judgement.trace === undefined) return judgement;
  const { trace } = judgement;
  return { ...judgement, trace: traceDocument(trace), steps: trace.steps.length };
}
