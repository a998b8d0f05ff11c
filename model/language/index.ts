/** How a machine is written: schema, listings, patches, properties, scenarios. Knows no kernel word. */
export { call } from './call.ts';
export {
  type Design,
  design,
  type Expected,
  holds,
  type InitialStates,
  type NamedDesign,
  type Unreachable,
  violated,
} from './design.ts';
export {
  type AnyFn,
  type Call,
  type Context,
  type Fn,
  jumpsOf,
  type ListedLine,
  type MyOf,
  type OwnThread,
  returnLabel,
} from './listing.ts';
export { type AnyMachine, type Machine, machine } from './machine.ts';
export { allowedNames, ModelError, nearestName } from './modelError.ts';
export * from './operation.ts';
export { type AnyPatch, after, before, type Patch, patch, remove, replace } from './patch.ts';
export { deref, type Ptr, type Row, type Rows } from './pointer.ts';
export * from './property.ts';
export { add, emptySet, has, isEmpty, nextRow, type RowSet, remove as removeRow, rowsOf } from './rowSet.ts';
export * from './scenario.ts';
export * from './schema.ts';
export * from './series.ts';
export { resolveSize, type Size, type Sizes, size } from './size.ts';
export { many, type Thread, type ThreadGroup, type ThreadOptions, thread } from './thread.ts';
export { Violation, type ViolationOf, violate } from './violation.ts';
