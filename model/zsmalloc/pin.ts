import { type Operation, spin } from '../language/index.ts';
import { type Current, clear_bit_unlock, test_and_set_bit_lock } from '../primitives/index.ts';
import { type HasHandle, pin_of } from './rows.ts';
import type { Zs } from './zs.ts';

const test_and_set = test_and_set_bit_lock<Zs, HasHandle>(pin_of);

/** `while (!trypin_tag(handle));`: HANDLE_PIN_BIT as a lock, before it was a bit_spin_lock(); preemption stays as it is. */
export const pin_tag: Operation<Zs, HasHandle & Current> = spin(
  (s: Zs, my: HasHandle & Current) => !pin_of(s, my).bit,
  test_and_set,
);

export const trypin_tag = (s: Zs, my: HasHandle & Current): boolean => !test_and_set(s, my);

export const unpin_tag = clear_bit_unlock<Zs, HasHandle>(pin_of);
