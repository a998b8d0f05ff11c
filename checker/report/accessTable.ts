import type { LabelAccesses } from '../meaning/labelAccesses.ts';
import type { Program } from '../program/program.ts';
import { type AccessText, accessText } from '../verdict/coarse.ts';
import { columns } from './text.ts';

/**
 * For each label that was taken what it loads and stores, one line an access: the other threads' labels that can come
 * between where it is contended, and the locks that its thread always holds there. A label that has a reason for being
 * one step says it.
 */
export function accessTable(program: Program, all: readonly LabelAccesses[]): string {
  const ids = [...new Set(all.map(({ label }) => label.id))];
  const rows = ids.flatMap((id) => {
    const same = all.filter(({ label }) => label.id === id);
    const held = heldIn(program, same);
    const { oneStep } = same[0]!.label;
    const lines = linesOf(same);
    const first = lines[0] ?? { text: 'touches nothing that others could', against: '' };
    const reason = oneStep === undefined ? [] : [['', `one step: ${oneStep}`, '', '']];
    const rest = lines.slice(1).map(({ text, against }) => ['', text, against, '']);
    return [[id, first.text, first.against, held], ...rest, ...reason];
  });
  return columns([['label', 'access', 'against', 'under'], ...rows]).join('\n');
}

interface Line {
  readonly text: string;
  readonly against: string;
}

function linesOf(same: readonly LabelAccesses[]): Line[] {
  const against = new Map<string, Set<string>>();
  const of = ({ kind, of: what }: AccessText) => `${kind} ${what}`;
  for (const { accesses } of same)
    for (const access of accesses) against.set(of(accessText(access)), new Set());
  for (const { contended } of same)
    for (const { access, against: labels } of contended)
      for (const label of labels) against.get(of(accessText(access)))!.add(label);
  return [...against].map(([text, labels]) => ({ text, against: [...labels].join(', ') }));
}

/** The locks, by their classes, that every thread always holds at the label. */
function heldIn({ locks }: Program, same: readonly LabelAccesses[]): string {
  const classes = same.map(({ held }) => new Set(held.map((lock) => locks[lock]!.lockClass)));
  return [...classes[0]!].filter((one) => classes.every((held) => held.has(one))).join(', ');
}
