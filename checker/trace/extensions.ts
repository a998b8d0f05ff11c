import type { State } from '../program/state.ts';
import type { ReferenceEngine } from '../reference/referenceEngine.ts';
import { changesBetween } from './changes.ts';
import type { Change } from './trace.ts';

/** A step that could be taken in a state, and what it would do. */
export interface Extension {
  readonly thread: number;
  readonly choice: number;
  readonly name: string;
  readonly label: string;
  /** The row that it chooses, as `page[1]`. */
  readonly chosen?: string;
  readonly changes: readonly Change[];
  /** The check that it fails. */
  readonly fails?: string;
}

/** Every step that is possible in a state, in the order of threads and choices. A lock order is not judged. */
export function extensionsOf(engine: ReferenceEngine, state: State): Extension[] {
  return engine.program.threads.flatMap(({ index, name, body }) =>
    engine.enabledOf(state, index).map((action, choice) => {
      const label = body.labels[action.label]!;
      const { over } = label.branches[action.branch]!.alternative;
      const next = engine.checks().step(state, action);
      const chosen = over === undefined ? {} : { chosen: `${over}[${action.row}]` };
      const known = { thread: index, choice, name, label: label.name, ...chosen };
      return 'check' in next
        ? { ...known, changes: [], fails: next.check }
        : { ...known, changes: changesBetween(engine.program, state, next) };
    }),
  );
}
