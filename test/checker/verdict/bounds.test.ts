import { describe, expect, it } from 'vitest';
import { boundsOf } from '../../../checker/verdict/bounds.ts';
import {
  bool,
  machine,
  many,
  size,
  type ThreadOptions,
  table,
  tasks,
  thread,
} from '../../../model/language/index.ts';
import { CONFIG_PREEMPT, taskFields } from '../../../model/primitives/index.ts';
import { programOf } from '../../helpers/programOf.ts';

const mm = machine({ page: table(size('pages', 2), { locked: bool() }), task: tasks(taskFields()) });
const work = mm.fn('work', 'mm/example.c', {}, {}, { step: () => {} });
const on = (options: ThreadOptions) => thread(work, {}, options);

describe('the bounds of a verdict', () => {
  it('say nothing of CPUs where each thread has its own', () => {
    const bounds = boundsOf(
      programOf(mm, { work: on({ cpu: 3 }), other: on({}) }, { preemption: () => true }),
    );
    expect(bounds).toEqual({
      sizes: {},
      threads: ['work', 'other: work'],
      memoryModel: 'sequential consistency',
      sentence:
        'page[2]; 2 threads (work, other: work); every interleaving of their labels; sequential consistency; no reduction',
    });
  });

  const shared = { a: many(2, (i) => on({ cpu: i })), b: many(2, (i) => on({ cpu: i })), c: on({}) };
  const rules = [
    ['none', undefined],
    ['CONFIG_PREEMPT', CONFIG_PREEMPT],
    [
      'by a rule of the scenario',
      (
        () => () =>
          true
      )(),
    ],
  ] as const;

  it.each(rules)('name the CPUs that are shared, and the preemption there: %s', (name, preemption) => {
    const bounds = boundsOf(programOf(mm, shared, preemption === undefined ? {} : { preemption }));
    expect(bounds).toMatchObject({
      cpus: [
        { cpu: 0, threads: ['a0', 'b0'] },
        { cpu: 1, threads: ['a1', 'b1'] },
      ],
      preemption: name,
    });
    expect(bounds.sentence).toContain(
      `c: work); CPU 0 shared by a0, b0; CPU 1 shared by a1, b1; preemption: ${name}; every interleaving`,
    );
  });
});

describe('the bounds of a program with handlers', () => {
  it('name the CPUs that they interrupt, whether or not threads share them', () => {
    const threads = {
      a: on({ cpu: 1 }),
      timer: on({ cpu: 1, context: 'interrupt' }),
      net: on({ cpu: 1, context: 'softirq' }),
      ipi: on({ cpu: 0, context: 'interrupt' }),
    };
    const { sentence, handlers, cpus } = boundsOf(programOf(mm, threads));
    expect([handlers, cpus]).toEqual([
      [
        { cpu: 0, threads: ['ipi'] },
        { cpu: 1, threads: ['timer', 'net'] },
      ],
      undefined,
    ]);
    expect(sentence).toContain(
      'CPU 0 interrupted by ipi; CPU 1 interrupted by timer, net; every interleaving',
    );
  });
});
