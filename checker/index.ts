/** Checks scenarios: engines, searches, traces, verdicts. Knows no kernel word. */
export { type Bounds, type CheckResult, check, type ViolationReport } from './check.ts';
export { buildProgram, type Program } from './program/program.ts';
export { sizeParameters } from './program/sizeParameters.ts';
export type { Action, State } from './program/state.ts';
export { ReferenceEngine } from './reference/referenceEngine.ts';
export {
  breadthFirst,
  type Limits,
  type Progress,
  type SearchOptions,
  type SearchResult,
} from './search/breadthFirst.ts';
export type { Change, Trace, TraceStep } from './trace/trace.ts';
