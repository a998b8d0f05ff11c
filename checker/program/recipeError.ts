import { describe, ModelError, pendingOf } from '../../model/language/index.ts';
import { messageOf } from './messageOf.ts';
import type { Program } from './program.ts';
import { describeStep, type Step } from './step.ts';
import { thrownText } from './thrownText.ts';

/** The complaint of a guard that assigns. */
export class GuardWrote extends Error {}

/** The complaint of a view that is looked at outside of the call that it was given to. */
export class KeptView extends Error {}

/** The complaint of a question that answers what it must not. */
export class NoAnswer extends Error {
  /** `who` has answered the value: `its guard`, `property "…"`. */
  constructor(who: string, value: unknown, allowed = 'allowed: true, false') {
    super(`${who} answers ${describe(value)}; ${allowed}`);
    forget(value);
  }
}

/** The complaint of an effect that has changed nothing yet when it returns. */
class NotDone extends Error {
  constructor(what: string) {
    super(
      `its effect returns ${what}, which nobody carries on with; allowed: a function that has changed the state when it returns, or an operation in its place`,
    );
  }
}

/** What a part of a step or of a scenario has answered; throws NoAnswer where it is no boolean. */
export function answerOf(part: 'guard' | 'test' | 'preemption', value: unknown): boolean {
  if (value !== true && value !== false) throw new NoAnswer(`its ${part}`, value);
  return value;
}

/** Throws NotDone where what an effect returns is still to be done; of everything else that it returns nothing is made. */
export function checkDone(value: unknown): void {
  if (typeof value !== 'function' && (typeof value !== 'object' || value === null)) return;
  const what = typeof value === 'function' ? describe(value) : pendingOf(value);
  if (what === undefined) return;
  forget(value);
  throw new NotDone(what);
}

/** The complaint about a promise is made; that it is rejected later is none of its own. */
function forget(value: unknown): void {
  if (value instanceof Promise) Promise.prototype.then.call(value, undefined, () => {});
}

/** The ModelError for a recipe that threw something that is no violation, or for one that did what it must not. */
export function recipeError(program: Program, step: Step, error: unknown): ModelError {
  const { scenario, design } = program;
  const where = `${scenario.name}@${design}: ${describeStep(step)}`;
  if (error instanceof ModelError)
    // One that says where it is has been caught before, on the way out of a question within the step.
    return error.message.startsWith(`${scenario.name}@`)
      ? error
      : new ModelError(`${where}: ${error.message}`);
  if (error instanceof GuardWrote) {
    return new ModelError(`${where}: its guard changes the state; allowed: guards that only read`);
  }
  if (error instanceof NoAnswer || error instanceof NotDone)
    return new ModelError(`${where}: ${error.message}`);
  const message = messageOf(error);
  // What the views of an earlier call stand for is gone.
  if (error instanceof KeptView || (error instanceof TypeError && message.includes('revoked'))) {
    return new ModelError(
      `${where}: its recipe uses a row or a record that was kept from an earlier call; allowed: those of the state that it is given`,
    );
  }
  return new ModelError(`${where}: its recipe throws: ${thrownText(program, error)}`);
}
