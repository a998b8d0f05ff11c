import { fallsThrough, jumpsOf, type ListedLine, type Node } from '../../../model/language/index.ts';
import type { Program } from '../../program/program.ts';
import type { Movements } from './movements.ts';
import type { LineName, Removal } from './removal.ts';

/**
 * The locals that nobody has set where a line is left out that only loads them: on some way through the function no
 * other line has, before it is come to. In C they may have any value there, as a compiler would warn.
 */
export function unset(program: Program, line: LineName, { loads }: Movements): Pick<Removal, 'unset'> {
  const listed = program.fns.get(line.fn)!;
  const locals = loads
    .of(line)
    .filter((local) => maybeUnset(listed.locals[local]))
    .filter((local) =>
      reaches(listed.lines, line.label, (label) => loads.surelySets({ fn: line.fn, label }, local)),
    );
  return locals.length === 0 ? {} : { unset: locals };
}

/** A local with a value to start with has that one, and a record or an array is not judged part by part. */
const maybeUnset = (node: Node | undefined): boolean => node?.kind === 'leaf' && node.startsAt === undefined;

/** Whether some way from the first line leads to a label without coming by one that is `closed`. */
function reaches(lines: readonly ListedLine[], wanted: string, closed: (label: string) => boolean): boolean {
  const seen = new Set<number>();
  const open = [0];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const entry = lines[at];
    if (entry === undefined || seen.has(at)) continue;
    if (entry.label === wanted) return true;
    seen.add(at);
    if (closed(entry.label)) continue;
    if (fallsThrough(entry.line)) open.push(at + 1);
    for (const to of jumpsOf(entry.line)) open.push(lines.findIndex(({ label }) => label === to));
  }
  return false;
}
