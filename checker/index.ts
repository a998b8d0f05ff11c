/** Checks scenarios: engines, searches, traces, verdicts. Knows no kernel word. */
export { type Bounds, type CheckResult, check, type ViolationReport } from './check.ts';
export { buildProgram, type Program } from './engine/program.ts';
export { ReferenceEngine } from './engine/reference.ts';
export { sizeParameters } from './engine/sizeParameters.ts';
export type { Action, State } from './engine/state.ts';
export {
  breadthFirst,
  type Limits,
  type Progress,
  type SearchOptions,
  type SearchResult,
} from './search/breadthFirst.ts';
export type { Change, Trace, TraceStep } from './trace/trace.ts';
