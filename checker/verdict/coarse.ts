import type { Access } from '../meaning/accesses.ts';
import type { LabelAccesses } from '../meaning/labelAccesses.ts';

/** An access as reports write it. */
export interface AccessText {
  readonly kind: 'load' | 'store' | 'load and store';
  /** What it accesses, without the numbers of rows: `page[].count`. */
  readonly of: string;
}

/** An access that others can come before or after. */
export interface ContendedAccess extends AccessText {
  /** The labels that touch it meanwhile, as `function.label`. */
  readonly against: readonly string[];
}

/** A label that makes more than one access to what other threads touch meanwhile, and gives no reason for being one step. */
export interface CoarseLabel {
  /** As `function.label`. */
  readonly id: string;
  readonly accesses: readonly ContendedAccess[];
}

/** The labels that are too coarse, each once, whichever thread and call leads there. */
export function coarseLabels(labels: readonly LabelAccesses[]): CoarseLabel[] {
  const found = new Map<string, LabelAccesses>();
  for (const one of labels) {
    const { label, contended } = one;
    if (contended.length < 2 || label.oneStep !== undefined) continue;
    const known = found.get(label.id);
    if (known === undefined || known.contended.length < contended.length) found.set(label.id, one);
  }
  return [...found].map(([id, { contended }]) => ({
    id,
    accesses: contended.map(({ access, against }) => ({ ...accessText(access), against })),
  }));
}

/** How an access reads. */
export function accessText({ units, reads, writes }: Access): AccessText {
  const kind = reads && writes ? 'load and store' : writes ? 'store' : 'load';
  const patterns = units.map((unit) => unit.replace(/\[\d+\]/g, '[]'));
  return { kind, of: [...new Set(patterns)].join(' and ') };
}

/** Why a proof with such a label is none. */
export function coarseReason({ id, accesses }: CoarseLabel): string {
  const counts = new Map<string, number>();
  for (const { kind, of } of accesses)
    counts.set(`${kind} of ${of}`, (counts.get(`${kind} of ${of}`) ?? 0) + 1);
  const all = [...counts].map(([text, times]) => (times === 1 ? `a ${text}` : `${times} ${plural(text)}`));
  const others = [...new Set(accesses.flatMap(({ against }) => against))];
  const some = others.slice(0, 3).join(', ');
  const more = others.length > 3 ? ` and ${others.length - 3} others` : '';
  return `the label ${id} is too coarse: it makes ${all.join(', ')} in one step, and ${some}${more} can come between; split it, or say with oneStep() why it is one step`;
}

const plural = (text: string): string =>
  text.replace(/^(load|store)( and store)?/, (_, first, rest) =>
    rest === undefined ? `${first}s` : 'loads and stores',
  );
