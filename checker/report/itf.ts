import { domainOf } from '../program/domains/index.ts';
import { type ItfValue, some } from '../program/domains/itfValue.ts';
import { known } from '../program/known.ts';
import type { Program } from '../program/program.ts';
import type { SizedNode } from '../program/sizedSchema.ts';
import type { State } from '../program/state.ts';
import { changeText } from '../trace/changes.ts';
import type { Trace, TraceStep } from '../trace/trace.ts';

/**
 * A trace in Apalache's Informal Trace Format (ADR-015, https://apalache-mc.org/docs/adr/015adr-trace.html), with the
 * action of each state where Quint's tools look for it (`mbt::actionTaken`, `mbt::nondetPicks`). Whole numbers and
 * rows are `#bigint`, a pointer is the variant None or Some of a row, tables are lists, threads a record by name.
 * A step that fails leads to no state: it stands in the trace's `#meta`. `loop` is the state that a round comes back to,
 * which is there once more at the end. `states` are those of the trace.
 */
export function itf(program: Program, trace: Trace, states: readonly State[]): string {
  const { failure, steps } = trace;
  const vars = [...program.schema.fields.keys(), 'threads', 'mbt::actionTaken', 'mbt::nondetPicks'];
  const failing = failure?.inStep === true ? { failingStep: actionOf(trace, steps.at(-1)!) } : {};
  const meta = {
    format: 'ITF',
    'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
    source: `${trace.scenario}@${trace.design}`,
    status: failure === undefined ? 'ok' : 'violation',
    description: failure === undefined ? 'a run' : `${failure.check}: ${failure.message}`,
    ...failing,
  };
  const document = {
    '#meta': meta,
    params: [],
    vars,
    states: states.map((state, index) => stateOf(program, trace, state, index)),
    ...known({ loop: trace.round }),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function stateOf(program: Program, trace: Trace, state: State, index: number): object {
  const step = index === 0 ? undefined : trace.steps[index - 1]!;
  const threads = program.threads.map(({ name, body }, i) => {
    const { label, slots } = state.threads[i]!;
    const locals = body.slots.map((slot) => [slot.name, valueIn(slot.leaf, slots[slot.name])]);
    const at = body.labels[label]?.name ?? 'end';
    return [name, { label: at, locals: Object.fromEntries(locals) }];
  });
  const shared = [...program.schema.fields].map(([field, node]) => [
    field,
    valueIn(node, state.shared[field]),
  ]);
  return {
    '#meta': { index, ...(step === undefined ? {} : { changes: step.changes.map(changeText) }) },
    ...Object.fromEntries(shared),
    threads: Object.fromEntries(threads),
    'mbt::actionTaken': step === undefined ? 'init' : actionOf(trace, step),
    'mbt::nondetPicks': {
      thread: some(step === undefined ? undefined : trace.threads[step.thread]!.name),
      row: some(step?.chosen),
    },
  };
}

function actionOf({ threads }: Trace, { thread, label }: TraceStep): string {
  return `${threads[thread]!.name}.${label}`;
}

function valueIn(node: SizedNode, value: unknown): ItfValue {
  if (node.kind === 'leaf') return domainOf(node).itf(node, value);
  if (node.kind === 'table') return (value as unknown[]).map((row) => valueIn(node.row, row));
  const record = value as Record<string, unknown>;
  return Object.fromEntries([...node.fields].map(([field, child]) => [field, valueIn(child, record[field])]));
}
