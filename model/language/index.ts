/** How a machine is written: schema, listings, patches, properties, scenarios. Knows no kernel word. */
export { type Address, addressOf, at, container_of, type TableOf } from './address.ts';
export { atomically, atomicScope } from './atomically.ts';
export { call } from './call.ts';
export { comeAndGo, tablesThatComeAndGo } from './comeAndGo.ts';
export { type Context, isHandler, levelOf } from './context.ts';
export { describe, pendingOf } from './describe.ts';
export {
  checkDesign,
  design,
  type Expected,
  holds,
  type InitialStates,
  type NamedDesign,
  type NotAsked,
  type Unreachable,
  violated,
} from './design.ts';
export { any, anyRow, type Branch, either, on, otherwise } from './either.ts';
export * from './leaves.ts';
export {
  type AnyFn,
  type Call,
  doTheSame,
  fallsThrough,
  jumpsOf,
  type ListedLine,
  returnLabel,
} from './listing.ts';
export { checkFits, type Machine, machine } from './machine.ts';
export { allowedNames, ModelError, nearestName } from './modelError.ts';
export { breakLabel, decides, labelsIn, mayFall, type Next } from './next.ts';
export {
  type Alternative,
  alternativesOf,
  type Bound,
  bounded,
  type Effect,
  effect,
  goto,
  type Operation,
  type Over,
  oneStep,
  type Recipe,
  spin,
  thenGoto,
  unless,
  wait,
  when,
  yields,
} from './operation.ts';
export { type AnyPatch, after, before, patch, remove, replace } from './patch.ts';
export { deref, type Ptr, type Row, type Rows, row } from './pointer.ts';
export {
  always,
  atTheEnd,
  everyStep,
  never,
  type Predicate,
  type Property,
  type StepPredicate,
  sometimes,
  type Threads,
  type ThreadView,
  within,
} from './property.ts';
export { add, emptySet, has, isEmpty, nextRow, type RowSet, remove as removeRow, rowsOf } from './rowSet.ts';
export {
  designOf,
  engineChecks,
  initialOf,
  namedDesign,
  type Preemption,
  type Scenario,
  type ScenarioDesign,
  scenario,
  unreachableOf,
} from './scenario.ts';
export {
  array,
  ghost,
  type Lifetime,
  type LockKind,
  type Node,
  type RecordNode,
  record,
  type Shape,
  type StateOf,
  type TableNode,
  table,
  tasks,
  word,
} from './schema.ts';
export { applySeries, type PatchedFn, type PatchedFns } from './series.ts';
export { resolveSize, type Size, type Sizes, size } from './size.ts';
export { type StartedThread, startedFns, startedThreads } from './startedThreads.ts';
export { many, type Thread, type ThreadGroup, type ThreadOptions, thread } from './thread.ts';
export { heeding, Violation, violate, violationsMade } from './violation.ts';
