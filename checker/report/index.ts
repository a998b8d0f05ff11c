/** What people and programs read of a result: one file an output format. */
export { accessTable } from './accessTable.ts';
export { fullReport } from './fullReport.ts';
export { jsonReport } from './json.ts';
export { listing, reachedFunctions } from './listing.ts';
export { type Paint, plain, type Role } from './paint.ts';
export { replayCommand, type Subject, shellWord } from './replayCommand.ts';
export { possibleLines, stepList } from './steps.ts';
export { summaryTable } from './summary.ts';
export { expectedText } from './verdict.ts';
export { headline, violationText } from './violation.ts';
