import {
  type Alternative,
  allowedNames,
  breakLabel,
  type ListedLine,
  ModelError,
  type Operation,
  type PatchedFn,
  type PatchedFns,
  returnLabel,
  type Sizes,
} from '../../model/language/index.ts';
import type {
  Begin,
  Body,
  CallSite,
  FlatBound,
  FlatBranch,
  FlatLabel,
  Names,
  Place,
  Slot,
  Target,
} from './body.ts';
import { choicesOf } from './choices.ts';
import { ancestors, type FlatEntry, type Instance, targetAt } from './instance.ts';
import { known } from './known.ts';
import { beginsOf, fits, LocalPlaces, nounOf, slotsOf } from './localPlaces.ts';

/** How many labels a thread's function may have with those of its calls, and how deep calls may lie in one another. */
const mostLabels = 10_000;
const mostCalls = 100;

/** Inlines everything that a function calls; throws ModelError for a call that does not fit its callee. */
export function inlineCalls(
  fn: PatchedFn,
  fns: PatchedFns,
  tables: ReadonlyMap<string, number>,
  sizes: Sizes,
): Body {
  return new Inliner(fns, tables, sizes).body(fn);
}

class Inliner {
  readonly #fns: PatchedFns;
  readonly #tables: ReadonlyMap<string, number>;
  readonly #sizes: Sizes;
  readonly #slots: Slot[] = [];
  readonly #names: Names[] = [];
  readonly #flat: FlatEntry[] = [];
  readonly #lines = new Map<PatchedFn, ReadonlyMap<string, number>>();

  constructor(fns: PatchedFns, tables: ReadonlyMap<string, number>, sizes: Sizes) {
    this.#fns = fns;
    this.#tables = tables;
    this.#sizes = sizes;
  }

  body(fn: PatchedFn): Body {
    const names = new Map<string, Place>();
    for (const name of Object.keys(fn.parameters)) names.set(name, { kind: 'argument', name });
    this.#inline(fn, '', [], names, new Map(), undefined);
    const labels = this.#flat.map((entry, index) => this.#label(entry, index));
    const { begins } = this.#target(0, undefined);
    return { fn: fn.name, labels, slots: this.#slots, names: this.#names, begins };
  }

  #inline(
    fn: PatchedFn,
    prefix: string,
    calls: readonly CallSite[],
    names: Map<string, Place>,
    bound: ReadonlyMap<string, Place>,
    caller: Instance | undefined,
  ): void {
    if (ancestors(caller).some((instance) => instance.fn === fn)) {
      throw new ModelError(`${fn.name}: it calls itself; allowed: calls that can be inlined`);
    }
    if (calls.length > mostCalls) {
      throw new ModelError(
        `${fn.name}: it is called ${calls.length} calls deep; allowed: up to ${mostCalls} calls in one another`,
      );
    }
    const places = new LocalPlaces(this.#slots, this.#tables, this.#sizes);
    const slots: number[] = [];
    const begins: Begin[] = [];
    for (const [local, node] of Object.entries(fn.locals)) {
      const place = bound.get(local);
      names.set(local, place ?? places.of(node, prefix + local, `${fn.name}: local ${local}`));
      if (place === undefined) slots.push(...slotsOf(names.get(local)!));
      else begins.push(...beginsOf(this.#slots, place, node, `${fn.name}: local ${local}`));
    }
    const instance: Instance = {
      fn,
      prefix,
      calls,
      names: this.#names.length,
      slots,
      begins,
      caller,
      starts: [],
      end: 0,
    };
    this.#names.push(names);
    fn.lines.forEach((line, at) => {
      instance.starts.push(this.#flat.length);
      if (line.line.kind === 'call') this.#call(line, instance, names);
      else if (this.#flat.push({ line, at, instance }) > mostLabels) throw this.#tooLong();
    });
    instance.end = this.#flat.length;
  }

  #tooLong(): ModelError {
    const { fn } = ancestors(this.#flat[0]?.instance).at(-1)!;
    return new ModelError(
      `${fn.name}: it has more than ${mostLabels} labels with those of its calls; allowed: up to ${mostLabels} (fewer calls, or functions of their own threads)`,
    );
  }

  #call({ label, line }: ListedLine, caller: Instance, outer: Names): void {
    if (line.kind !== 'call') return;
    const callee = this.#fns.get(line.callee.name)!;
    const subject = `${caller.fn.name}: the call of ${callee.name} at '${label}'`;
    const theirs = [...Object.keys(callee.parameters), ...Object.keys(callee.locals)];
    for (const name of Object.keys(line.bind)) {
      if (!theirs.includes(name))
        throw new ModelError(`${subject} binds '${name}'; ${allowedNames(name, theirs)}`);
    }
    const names = new Map<string, Place>();
    const bound = new Map<string, Place>();
    for (const name of theirs) {
      const isParameter = name in callee.parameters;
      if (!isParameter && !Object.hasOwn(line.bind, name)) continue;
      const wanted = line.bind[name] ?? name;
      const place = outer.get(wanted);
      if (place === undefined) {
        throw new ModelError(
          `${subject} needs '${wanted}' for '${name}'; ${allowedNames(wanted, [...outer.keys()])}`,
        );
      }
      const node = callee.locals[name];
      if (isParameter ? 'parts' in place : !fits(place, node!))
        throw new ModelError(
          `${subject} binds '${name}' to '${wanted}', which is no ${isParameter ? 'value' : nounOf(node!)} of the same kind; allowed: one of the same kind`,
        );
      if (!isParameter && (place.kind === 'argument' || (place.kind === 'slot' && place.readOnly))) {
        throw new ModelError(`${subject} lets '${name}' write the parameter '${wanted}'; allowed: a local`);
      }
      if (!isParameter) bound.set(name, place);
      else names.set(name, place.kind === 'slot' ? { ...place, readOnly: true } : place);
    }
    const calls = [...caller.calls, { label, fn: callee.name }];
    this.#inline(callee, `${caller.prefix}${label}.`, calls, names, bound, caller);
  }

  #label({ line, at, instance }: FlatEntry, index: number): FlatLabel {
    const { label, line: operation, patch } = line;
    if (operation.kind === 'call') throw new Error('a call has no label of its own');
    const branch = (alternative: Alternative, otherwise: boolean): FlatBranch => ({
      alternative,
      ...this.#choices(alternative, `${instance.fn.name}: '${label}'`),
      otherwise,
      targets: this.#targets(alternative, at, instance),
    });
    const branches = operation.alternatives.map((a) => branch(a, false));
    if (operation.otherwise !== undefined) branches.push(branch(operation.otherwise, true));
    return {
      index,
      name: instance.prefix + label,
      fn: instance.fn.name,
      label,
      id: `${instance.fn.name}.${label}`,
      calls: instance.calls,
      form: operation.form,
      names: instance.names,
      branches,
      ...known({
        patch,
        oneStep: operation.oneStep,
        bound: this.#bound(operation, `${instance.fn.name}: '${label}'`),
      }),
    };
  }

  #bound({ bound }: Operation<never, never, string>, subject: string): FlatBound | undefined {
    return bound === undefined ? undefined : { ...bound, rows: this.#rows(bound.table, subject) };
  }

  #choices({ over }: Alternative, subject: string): Pick<FlatBranch, 'choices'> {
    if (over === undefined) return {};
    return { choices: choicesOf(over, { tables: this.#tables, sizes: this.#sizes }, subject) };
  }

  #rows(over: string, subject: string): number {
    const rows = this.#tables.get(over);
    if (rows === undefined)
      throw new ModelError(
        `${subject} chooses from '${over}', which is no table; ${allowedNames(over, [...this.#tables.keys()])}`,
      );
    return rows;
  }

  #targets({ next }: Alternative, at: number, from: Instance): Target[] {
    const following = this.#target(from.starts[at + 1] ?? from.end, from);
    if (next.kind === 'fall') return [following];
    const jump = (label: string) =>
      this.#target(label === returnLabel ? from.end : from.starts[this.#lineAt(from.fn, label)]!, from);
    if (next.kind === 'switch')
      return next.labels.map((label) => (label === breakLabel ? following : jump(label)));
    if (next.kind === 'goto') return [jump(next.label)];
    return next.kind === 'when' ? [following, jump(next.label)] : [jump(next.label), following];
  }

  /** The place of a label in its function's listing. */
  #lineAt(fn: PatchedFn, label: string): number {
    const lines = this.#lines.get(fn) ?? new Map(fn.lines.map((line, i) => [line.label, i]));
    this.#lines.set(fn, lines);
    return lines.get(label) ?? -1;
  }

  #target(label: number, from: Instance | undefined): Target {
    return targetAt(label, this.#flat[label]?.instance, from);
  }
}
