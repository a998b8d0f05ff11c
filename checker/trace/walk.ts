import { ModelError } from '../../model/language/index.ts';
import type { Program } from '../program/program.ts';
import type { Action, State } from '../program/state.ts';
import { CheckedRun } from './checkedRun.ts';
import type { Trace } from './trace.ts';

/** The states and actions of a trace: one state more than actions, or as many where the last one fails. */
export interface Walk {
  readonly run: CheckedRun;
  readonly states: readonly State[];
  readonly actions: readonly Action[];
}

/** Takes the steps of a trace on the reference engine; throws ModelError where the program is not that of the trace. */
export function walkTrace(program: Program, trace: Trace): Walk {
  const run = new CheckedRun(program, trace.start);
  const states = [run.state];
  const actions: Action[] = [];
  trace.steps.forEach(({ thread, label, choice, choices }, i) => {
    const possible =
      run.failure === undefined ? (program.threads[thread] === undefined ? [] : run.possible(thread)) : [];
    const action = possible[choice]?.action;
    const at = action === undefined ? undefined : program.threads[thread]!.body.labels[action.label]!.name;
    if (action === undefined || at !== label || possible.length !== choices) {
      throw new ModelError(
        `${program.scenario.name}@${program.design}: step ${i + 1} of the trace, ${label}, is not possible there; allowed: a trace of this machine ('mmcheck replay' says what has changed)`,
      );
    }
    run.take(action);
    actions.push(action);
    if (run.failure?.action === undefined) states.push(run.state);
  });
  return { run, states, actions };
}
