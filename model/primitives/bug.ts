import { violate } from '../language/index.ts';

/** The kernel's BUG_ON(condition): a violation when the condition is true. include/asm-generic/bug.h */
export function BUG_ON(condition: boolean, text: string): void {
  if (condition) violate('BUG_ON', `BUG_ON(${text})`);
}

/** As BUG_ON, in kernels with CONFIG_DEBUG_VM. include/linux/mmdebug.h */
export function VM_BUG_ON(condition: boolean, text: string): void {
  if (condition) violate('BUG_ON', `VM_BUG_ON(${text})`);
}

/** The kernel's WARN_ON(condition): it too names a state that the authors ruled out, so it too is a violation. */
export function WARN_ON(condition: boolean, text: string): void {
  if (condition) violate('WARN_ON', `WARN_ON(${text})`);
}
