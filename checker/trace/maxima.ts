import type { Compiled } from '../packed/compiled.ts';
import { ReferenceEngine } from '../reference/referenceEngine.ts';
import type { Measured } from '../search/measured.ts';
import { recordStates } from './recorder.ts';
import type { Trace } from './trace.ts';

/** The largest value of a measure, the bound that the scenario has for it, and a shortest run that comes to it. */
export interface Maximum extends Pick<Measured, 'name' | 'value' | 'atMost'> {
  readonly trace: Trace;
}

/** The runs to the largest values, step by step. */
export function tellMaxima(compiled: Compiled, measured: readonly Measured[]): Maximum[] {
  if (measured.length === 0) return [];
  const engine = new ReferenceEngine(compiled.program);
  return measured.map(({ states, ...of }) => ({ ...of, trace: recordStates(engine, states).trace() }));
}
