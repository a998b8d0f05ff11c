import { unless, when } from '../../model/language/index.ts';
import type { Choices } from './choices.ts';
import { calls } from './randomCalls.ts';
import { chains } from './randomChains.ts';
import type { KernelPart, PartLine } from './randomPart.ts';
import { perCpu } from './randomPerCpu.ts';
import { rcu } from './randomRcu.ts';
import { sequences } from './randomSequences.ts';
import { sleeps } from './randomSleeps.ts';
import { slots } from './randomSlots.ts';
import { words } from './randomWords.ts';
import { works } from './randomWork.ts';

/** All of them. */
export const kernelParts: readonly KernelPart[] = [
  rcu,
  perCpu,
  words,
  chains,
  sequences,
  works,
  calls,

  slots,
  sleeps,
];

/** One part of the kernel's primitives, or two. */
export function randomParts(choices: Choices): readonly KernelPart[] {
  const first = choices.below(kernelParts.length);
  if (choices.chance(70)) return [kernelParts[first]!];
  return [
    kernelParts[first]!,
    kernelParts[(first + 1 + choices.below(kernelParts.length - 1)) % kernelParts.length]!,
  ];
}

/** Two lines that belong together. */
export function partSection(choices: Choices, given: readonly KernelPart[]): readonly [PartLine, PartLine] {
  const { steps, pairs } = choices.pick(given);
  const [first, second] = choices.pick(pairs);
  return [
    { text: first, line: steps[first] },
    { text: second, line: steps[second] },
  ];
}

/** A line of one of the parts; `label` is where a test goes, and a walk behind its end. */
export function partLine(choices: Choices, given: readonly KernelPart[], label: string): PartLine {
  const { steps, tests, walks } = choices.pick(given);
  const asked = [...Object.keys(tests), ...Object.keys(walks)];
  if (asked.length === 0 || choices.chance(65)) {
    const name = choices.pick(Object.keys(steps));
    return { text: name, line: steps[name] };
  }
  const name = choices.pick(asked);
  if (Object.hasOwn(walks, name)) return { text: `${name} or ${label}`, line: walks[name]!(label) };
  const kind = choices.chance(50) ? 'when' : 'unless';
  const line = (kind === 'when' ? when : unless)(tests[name] as () => boolean, label);
  return { text: `${kind} (${name}) goto ${label}`, line };
}
