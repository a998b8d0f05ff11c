import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import * as primitives from '../../../model/primitives/index.ts';
import { kernelMachine } from '../../helpers/randomMachine.ts';
import { kernelParts } from '../../helpers/randomParts.ts';
import { type Compared, compareMachine } from '../../helpers/seedAgreement.ts';
import { sumOf } from '../../helpers/seedRun.ts';

const seed = 20_261_201;

describe('machines with more of the kernel in them', () => {
  it('are the same to both engines and to the oracle', { timeout: 300_000 }, async () => {
    const numRuns = inject('long') ? 2000 : 60;
    const all: Compared[] = [];
    for (const [i, made] of fc.sample(kernelMachine, { seed, numRuns }).entries())
      all.push(await compareMachine(made, { maxStates: 60, all: i % 10 === 0 }));
    const { compared = 0, bruteForce = 0 } = sumOf(all);
    expect(compared).toBeGreaterThan(numRuns / 2);
    expect(bruteForce).toBeGreaterThan(numRuns / 4);
  });

  it('have every line of every part', () => {
    const texts = fc.sample(kernelMachine, { seed, numRuns: 1000 }).map(({ text }) => text);
    const lines = texts.flatMap((text) => [...text.matchAll(/^ {2}l\d+: (.*)$/gm)].map(([, line]) => line!));
    const has = (name: string) =>
      lines.some(
        (line) => line === name || line.startsWith(`${name} or `) || line.includes(`(${name}) goto`),
      );
    const names = kernelParts.flatMap(({ steps, tests, walks }) =>
      [steps, tests, walks].flatMap((all) => Object.keys(all)),
    );
    expect(names.filter((name) => !has(name))).toEqual([]);
  });
});

describe('the primitives', () => {
  /** What is here has yet to be put into random machines, or is put together from what is in them. */
  const unused: readonly string[] = [
    ...[
      'CONFIG_PREEMPT',
      'VM_BUG_ON',
      'byAccess',
      'clear_highpage',
      'clobber',
      'rcu_dereference_protected',
      'refcount_inc_not_zero',
    ],
    ...['gatheredIn', 'heldPages', 'holdersIn', 'listRegisters', 'list_empty_careful', 'list_entries'],
    ...['list_first_entry', 'list_first_entry_or_null', 'list_for_each_entry_safe'],
    ...[
      'read_seqlock_excl',
      'read_sequnlock_excl',
      'wait_event',
      'wait_on_page_bit',
      'wait_on_page_writeback',
    ],
    ...['flush_tlb_func', 'flush_tlb_others', 'tlb_remove_tlb_entry'],
  ];

  it('are in random machines but for those that are listed', () => {
    const folder = 'test/helpers';
    const files = readdirSync(folder).filter((file) => file.startsWith('random'));
    const text = files.map((file) => readFileSync(`${folder}/${file}`, 'utf8')).join('\n');
    const missing = Object.keys(primitives).filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
    expect(missing.sort()).toEqual([...unused].sort());
  });
});
