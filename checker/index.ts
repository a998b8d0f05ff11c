/** Checks scenarios: engines, searches, traces, verdicts. Knows no kernel word. */
export { type Accesses, accesses } from './accesses.ts';
export { type CheckResult, check, type ViolationReport } from './check.ts';
export { compile } from './packed/compile.ts';
export type { Compiled } from './packed/compiled.ts';
export { buildProgram, type Program } from './program/program.ts';
export { sizeParameters } from './program/sizeParameters.ts';
export type { State } from './program/state.ts';
export type { Step } from './program/step.ts';
export { ReferenceEngine } from './reference/referenceEngine.ts';
export { breadthFirst } from './search/breadthFirst.ts';
export type { SearchOptions } from './search/searchOptions.ts';
export type { Limits, Progress, Space } from './search/space.ts';
export type { Change, Trace, TraceStep } from './trace/trace.ts';
export type { Bounds } from './verdict/bounds.ts';
