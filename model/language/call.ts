import { checkObject, checkText } from './given.ts';
import { type Call, checkFn, type Fn } from './listing.ts';
import type { Shape, ValueOf } from './schema.ts';

type Needs<P extends Shape, L extends Shape, B> = {
  [K in keyof P as K extends keyof B ? B[K] & string : K & string]: ValueOf<P[K]>;
} & { [K in keyof L & keyof B as B[K] & string]: ValueOf<L[K]> };

/**
 * Calls a function at this label: its labels are inlined, as `label.inner`, in the version that the design has of it.
 * `bind` says which of the caller's names a parameter is (left out: the one of the same name), and may do so for
 * a local, which is how a result comes back: `call(page_lock_anon_vma, { anon_vma: 'anon_vma' })`.
 * A bound local starts with the caller's value, any other one at zero.
 * A name that the callee gets from a patch may be bound too, so a wrong one is found when the design is built.
 * Locals that are not bound belong to the call and are forgotten when it returns.
 */
export function call<
  S,
  P extends Shape,
  L extends Shape,
  Name extends string,
  Labels extends string,
  const B extends Readonly<Record<string, string>> = Record<never, never>,
>(callee: Fn<S, P, L, Name, Labels>, bind?: B): Call<S, Needs<P, L, B>> {
  const given: unknown = callee;
  checkFn('call(): what it calls', given);
  const names: Readonly<Record<string, string>> = bind ?? {};
  const subject = `call(${given.name}): `;
  checkObject(`${subject}what it binds`, names, "{ parameter: 'name', … }");
  for (const [name, bound] of Object.entries(names))
    checkText(
      `${subject}what '${name}' is bound to`,
      bound,
      'a parameter or a local of the caller, by its name',
    );
  return { kind: 'call', callee: given, bind: names };
}
