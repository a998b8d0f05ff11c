import { isHandlers, levelIn, offs, turnsOff } from './oracleCpus.ts';
import { locksHeld, pairsOf, type Shown, whenInside } from './oracleLocks.ts';
import type { OracleMachine } from './oracleMachine.ts';
import type { OracleState } from './oracleState.ts';

/** What is known of kinds of locks: one is taken with another one held, or is used in handlers or with those on. */
type Fact = readonly [what: 'inside' | 'in' | 'on', one: string, other: string];

/** How locks were ever used in handlers and elsewhere: a list of facts, searched from scratch for each new one. */
export class UseHistory {
  readonly #facts: Fact[] = [];
  #first: Shown | undefined;
  #told = false;

  /** Takes note of a thread's step, by its number; `waits` where its line waits for what it takes. */
  note(
    machine: OracleMachine,
    before: OracleState,
    after: OracleState,
    thread: number,
    waits: boolean,
    step: number,
  ): void {
    const { root } = machine.scenario.machine;
    const { context } = machine.threads[thread]!;
    const had = locksHeld(root, before.shared, thread);
    const has = locksHeld(root, after.shared, thread);
    const taken = has.filter(({ path }) => !had.some((lock) => lock.path === path));
    const turned = offs(machine, before, thread) !== offs(machine, after, thread);
    for (const lock of has) {
      const isTaken = taken.includes(lock);
      if (isTaken && waits && isHandlers(context))
        this.#add({ thread, when: step }, 'in', context, lock.kind);
      if (!isTaken && !turned) continue;
      for (const handler of ['softirq', 'interrupt'] as const) {
        const level = levelIn(handler);
        if (level > levelIn(context) && !turnsOff(machine, after, thread, level))
          this.#add({ thread, when: step }, 'on', handler, lock.kind);
      }
    }
    if (!waits) return;
    for (const [i, [held, lock]] of pairsOf(had, has).entries())
      this.#add({ thread, when: whenInside(step, i) }, 'inside', held.kind, lock.kind);
  }

  /** The first step after which something did not go together, once. */
  contradiction(): Shown[] {
    if (this.#told || this.#first === undefined) return [];
    this.#told = true;
    return [this.#first];
  }

  #add(shown: Shown, ...fact: Fact): void {
    this.#facts.push(fact);
    const all = (what: Fact[0]) => this.#facts.filter(([one]) => one === what);
    const isWrong = all('in').some(([, context, safe]) =>
      all('on').some(([, with_, unsafe]) => with_ === context && this.#within(safe).has(unsafe)),
    );
    if (isWrong) this.#first ??= shown;
  }

  #within(outer: string): Set<string> {
    const reached = new Set([outer]);
    for (const at of reached)
      for (const [what, one, other] of this.#facts) if (what === 'inside' && one === at) reached.add(other);
    return reached;
  }
}
