import {
  any,
  type Branch,
  bool,
  count,
  either,
  goto,
  type Operation,
  on,
  oneOf,
  oneStep,
  otherwise,
  pointer,
  range,
  spin,
  thenGoto,
  unless,
  wait,
  when,
  yields,
} from '../../model/language/index.ts';
import { kmem_cache_alloc, unless_dec_and_lock } from '../../model/primitives/index.ts';
import { countingRecipe, randomCounter } from './randomCounters.ts';
import { listTerm } from './randomLists.ts';
import { lockTerm, trylocksOf } from './randomLocks.ts';
import { pageLine } from './randomPages.ts';
import { partLine } from './randomParts.ts';
import {
  assign,
  effectTerm,
  maybeAtomic,
  questionOf,
  type RandomLine,
  type Recipe,
  recipeOf,
  testTerm,
} from './randomRecipes.ts';
import { type Fields, type Scope, type Term, Terms } from './randomTerms.ts';
import { waitLine } from './randomWaits.ts';

type AnyOperation = Operation<never, never, string>;

/** Makes lines that need nothing of another line but its label. */
export class Lines {
  readonly #terms: Terms;
  readonly #labels: readonly string[];

  constructor(terms: Terms, labels: readonly string[]) {
    this.#terms = terms;
    this.#labels = labels;
  }

  /** A line that now and then says why it is one step. */
  one(): RandomLine {
    const line = this.#line();
    if (!this.#terms.choices.chance(8)) return line;
    return { text: `one step: ${line.text}`, line: oneStep('it is random', line.line as AnyOperation) };
  }

  #line(): RandomLine {
    const { hasSlab, hasLists, hasWaits, hasPages, locks, parts } = this.#terms.scope.schema;
    const weights = {
      effect: 9,
      wait: 3,
      spin: 2,
      yields: 4,
      when: 4,
      unless: 3,
      goto: 3,
      either: 10,
      alloc: hasSlab ? 5 : 0,
      counting: 2,
      trylock: locks.length > 0 ? 2 : 0,
      list: hasLists ? 12 : 0,
      waits: hasWaits ? 14 : 0,
      pages: hasPages ? 60 : 0,
      part: parts.length > 0 ? 24 : 0,
    };
    const kind = this.#terms.choices.weighted(weights);
    switch (kind) {
      case 'effect':
        return this.#effect();
      case 'yields': {
        if (this.#terms.choices.chance(50)) return { text: 'yields', line: yields() };
        const { text, line } = this.#effect();
        return { text: `yields, then ${text}`, line: yields(line as never) };
      }
      case 'wait':
      case 'spin':
        return this.#blocking(kind);
      case 'when':
      case 'unless': {
        const test = testTerm(this.#terms);
        return this.#jumping(kind, test.text, questionOf(test));
      }
      case 'goto':
        return this.#then('goto');
      case 'either':
        return this.#either();
      case 'alloc':
        return this.#alloc();
      case 'counting':
        return this.#counting();
      case 'trylock':
        return this.#trylock();
      case 'part':
        return partLine(this.#terms.choices, this.#terms.scope.schema.parts, this.label());
      case 'waits':
        return waitLine(this.#terms.choices, this.label());
      case 'pages':
        return pageLine(this.#terms.choices, this.label());
      case 'list': {
        const term = listTerm(this.#terms.choices, this.#terms.scope.schema.rows);
        return this.#jumping('when', term.text, questionOf(term));
      }
    }
  }

  label(): string {
    return this.#terms.choices.chance(15) ? 'return' : this.#terms.choices.pick(this.#labels);
  }

  #effect(): RandomLine {
    const term = effectTerm(this.#terms);
    return { text: term.text, line: recipeOf(term) };
  }

  #jumping(kind: 'when' | 'unless', text: string, test: unknown): RandomLine {
    const label = this.label();
    const line = (kind === 'when' ? when : unless)(test as () => boolean, label);
    return { text: `${kind} (${text}) goto ${label}`, line };
  }

  #blocking(kind: 'wait' | 'spin'): RandomLine {
    const make = kind === 'wait' ? wait : spin;
    const test = maybeAtomic(this.#terms, this.#terms.guard());
    const then = this.#then();
    const guard = questionOf(test) as unknown as () => boolean;
    return {
      text: `${kind} until ${test.text}, then ${then.text}`,
      line: make(guard, then.line as AnyOperation),
    };
  }

  /** What may follow a guard. */
  #then(kind?: 'goto', terms = this.#terms): RandomLine {
    const { choices } = terms;
    const how = kind ?? choices.weighted({ nothing: 1, effect: 4, goto: 2, test: 2 });
    switch (how) {
      case 'nothing':
        return { text: 'go on', line: undefined };
      case 'effect': {
        const term = effectTerm(terms);
        return { text: term.text, line: recipeOf(term) };
      }
      case 'goto': {
        const label = this.label();
        const draw = choices.below(100);
        if (draw >= 92) return this.#switch(label, terms);
        if (draw >= 60) return { text: `goto ${label}`, line: goto(label) };
        const term = effectTerm(terms);
        return { text: `${term.text}; goto ${label}`, line: goto(label, recipeOf(term) as never) };
      }
      case 'test': {
        const test = testTerm(terms);
        return this.#jumping(choices.chance(50) ? 'when' : 'unless', test.text, questionOf(test));
      }
    }
  }

  /** A step that says itself where it goes: to the label, on, or to a third place. */
  #switch(label: string, terms: Terms): RandomLine {
    const [first, second] = [testTerm(terms), terms.test(1)];
    const labels = [...new Set([label, 'break', this.label()])];
    const which: Recipe = (s, my, row) => {
      const ways = [first, second].map(({ of }) => Boolean(of({ s, my, row })));
      return labels[ways[0] ? 0 : ways[1] ? 1 : labels.length - 1];
    };
    return {
      text: `switch (${first.text} | ${second.text}) goto ${labels.join(', ')}`,
      line: goto(labels, which as never),
    };
  }

  #either(): RandomLine {
    const { choices } = this.#terms;
    const branches: { text: string; branch: Branch<never, never, string> }[] = [];
    const n = choices.below(3);
    for (let i = 0; i <= n; i++) branches.push(this.#branch());
    if (choices.chance(45)) {
      const { text, line } = this.#then();
      branches.splice(choices.below(branches.length + 1), 0, {
        text: `otherwise ${text}`,
        branch: otherwise(line as AnyOperation) as Branch<never, never, string>,
      });
    }
    return {
      text: `either [ ${branches.map(({ text }) => text).join(' | ')} ]`,
      line: either(...branches.map(({ branch }) => branch)),
    };
  }

  /** A branch that chooses a value, or a row and a value: its recipes know the row, and of the rest whether it is odd. */
  #chooses(which: number): { text: string; branch: Branch<never, never, string> } {
    const { choices, scope } = this.#terms;
    const overs = [range(-1, 1), ['t0', bool()], [count(1), 't0', oneOf('x', 'y')], [pointer('t0')]] as const;
    const over = overs[which % overs.length]!;
    const terms = new Terms(choices, { ...scope, over: 't0' } satisfies Scope);
    const [test, then] = [terms.guard(), effectTerm(terms)];
    const rowIn = (chosen: unknown) =>
      [chosen].flat().find((one) => typeof one === 'number' && one === 0) ?? 0;
    const isOdd = (chosen: unknown) => JSON.stringify(chosen).length % 2 === 1;
    const guard: Recipe = (s, my, chosen) =>
      isOdd(chosen) || Boolean(test.of({ s, my, row: rowIn(chosen) as number }));
    const effect: Recipe = (s, my, chosen) => {
      if (!isOdd(chosen)) then.of({ s, my, row: rowIn(chosen) as number });
    };
    const label = this.label();
    return {
      text: `any of ${JSON.stringify(over)}, odd or ${test.text}: ${then.text}; goto ${label}`,
      branch: any(over, guard as never, effect as never, label) as Branch<never, never, string>,
    };
  }

  #branch(): { text: string; branch: Branch<never, never, string> } {
    const { choices, scope } = this.#terms;
    const drawn = choices.below(100);
    if (drawn < 4) return this.#chooses(drawn);
    if (drawn >= 50) {
      const test = maybeAtomic(this.#terms, this.#terms.guard());
      const { text, line } = this.#then();
      return {
        text: `on ${test.text}: ${text}`,
        branch: on(questionOf(test) as never, line as AnyOperation),
      };
    }
    const over = choices.pick([...scope.schema.rows.keys()].reverse());
    const terms = new Terms(choices, { ...scope, over } satisfies Scope);
    const test = terms.guard();
    const guard = questionOf(test) as never;
    if (choices.chance(40)) {
      const [term, label] = [effectTerm(terms), this.label()];
      return {
        text: `any ${over}, ${test.text}: ${term.text}; goto ${label}`,
        branch: any(over, guard, recipeOf(term) as never, label),
      };
    }
    const { text, line } = this.#then(undefined, terms);
    return { text: `any ${over}, ${test.text}: ${text}`, branch: any(over, guard, line as AnyOperation) };
  }

  #alloc(): RandomLine {
    const { choices, scope } = this.#terms;
    const terms = new Terms(choices, { ...scope, over: 'obj' } satisfies Scope);
    const spot = this.#terms.spot((leaf) => leaf.domain === 'pointer' && leaf.to === 'obj', true);
    const keep: Term<void>[] = choices.chance(50) ? [effectTerm(terms, 1)] : [];
    if (spot !== undefined) keep.push(assign(spot, { text: 'row', of: ({ row }) => row }));
    const keeps = (s: unknown, my: unknown, row: number) => {
      for (const { of } of keep) of({ s: s as Fields, my: my as Fields, row });
    };
    const how = choices.weighted({ mayFail: 2, mayWait: 2, bounded: 6 });
    const fails = this.#then();
    const options =
      how === 'mayFail' ? { mayFail: fails.line ?? (() => {}) } : how === 'mayWait' ? { mayWait: true } : {};
    const made = kmem_cache_alloc('obj', keeps as never, options as never) as unknown as AnyOperation;
    const or = how === 'mayFail' ? `, or ${fails.text}` : how === 'mayWait' ? ', or waits' : '';
    const text = `kmem_cache_alloc(${keep.map((term) => term.text).join('; ')}${or})`;
    if (choices.chance(70)) return { text, line: made };
    const label = this.label();
    return { text: `${text}; goto ${label}`, line: thenGoto(made as never, label) };
  }

  #counting(): RandomLine {
    const { choices, scope } = this.#terms;
    const counter = randomCounter(this.#terms);
    if (counter === undefined) return this.#then('goto');
    const spinlocks = scope.schema.locks.filter(({ at }) => at === 'spinlock');
    if (spinlocks.length === 0 || choices.chance(65)) {
      const { text, recipe } = countingRecipe(this.#terms, counter);
      // Some of them count and answer nothing.
      const test = questionOf({ text, of: ({ s, my, row }) => recipe(s as never, my as never, row) });
      return this.#jumping(choices.chance(50) ? 'when' : 'unless', text, test);
    }
    const lock = lockTerm(this.#terms, choices.pick(spinlocks));
    const label = this.label();
    return {
      text: `unless (atomic_dec_and_lock(${counter.text}, ${lock.text})) goto ${label}`,
      line: unless_dec_and_lock(counter.rowOf, counter.field, lock.lockOf, label),
    };
  }

  #trylock(): RandomLine {
    const { choices, scope } = this.#terms;
    const place = choices.pick(scope.schema.locks);
    const lock = lockTerm(this.#terms, place);
    const test = choices.pick(trylocksOf(place.at, lock.lockOf));
    return this.#jumping(choices.chance(50) ? 'when' : 'unless', `${test.name}(${lock.text})`, test);
  }
}
