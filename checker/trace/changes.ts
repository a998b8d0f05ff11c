import { show } from '../program/domain.ts';
import { fieldValue } from '../program/fields.ts';
import type { Program } from '../program/program.ts';
import type { State } from '../program/state.ts';
import type { Change } from './trace.ts';

/** A change as reports write it. */
export interface ChangeText {
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

/** The fields that differ between two states of a program: the shared ones in schema order, then each thread's locals. */
export function changesBetween({ fields }: Program, before: State, after: State): Change[] {
  return fields.flatMap((field) => {
    const [from, to] = [fieldValue(field, before), fieldValue(field, after)];
    return from === to ? [] : [{ field, from, to }];
  });
}

/** A change in words. */
export function changeText({ field: { path, leaf }, from, to }: Change): ChangeText {
  return { path, from: show(leaf, from), to: show(leaf, to) };
}
