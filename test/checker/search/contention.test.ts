import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { accesses } from '../../../checker/accesses.ts';
import { answer } from '../../../checker/meaning/answer.ts';
import { buildProgram, type Program } from '../../../checker/program/program.ts';
import type { State } from '../../../checker/program/state.ts';
import type { Step } from '../../../checker/program/step.ts';
import type { ProgramThread } from '../../../checker/program/thread.ts';
import { coarseLabels } from '../../../checker/verdict/coarse.ts';
import { bool, levelOf, machine, masks, tasks, thread } from '../../../model/language/index.ts';
import { programOf } from '../../helpers/programOf.ts';
import { randomMachine } from '../../helpers/randomMachine.ts';
import { type Reached, reachable } from '../../helpers/reachable.ts';

/** The shared fields that a step touches in a state, one entry a touch, as `read 3`: all parts of a lock are the lock. */
function touchesOf(program: Program, state: State, step: Step): string[] {
  const siblings = program.stepsAt[step.thread.index]![step.label.index]!;
  // The branch that is left is taken by who has seen that no other one can be.
  const guards = step.branch.otherwise ? siblings.slice(0, -1) : [step];
  const answers = [
    ...guards.map((one) => answer(program, state, one, 'guard')),
    answer(program, state, step, 'effect'),
  ];
  return answers.flatMap((given) =>
    (given?.touched ?? []).flatMap(({ field, kind }) => {
      if (field.ghost) return [];
      return [field.lock === undefined ? `${kind} ${field.unit}` : `lock ${field.lock}`];
    }),
  );
}

const unitOf = (touch: string) => touch.slice(touch.indexOf(' ') + 1);
const writes = (touch: string) => !touch.startsWith('read');

/** Whether a thread can come between the accesses of another one: on one CPU those of handlers of a higher context do. */
const comesBetween = (other: ProgramThread, thread: ProgramThread): boolean =>
  other.index !== thread.index &&
  (other.cpu !== thread.cpu || levelOf[other.context] > levelOf[thread.context]);

/** The labels, as `thread label`, one execution of which makes two accesses or more that others could be between. */
function naive(program: Program, reached: readonly Reached[]): string[] {
  const frames = new Map<string, { label: string; own: Set<string>; others: Set<string> }>();
  for (const { state, steps } of reached) {
    const all = steps.map(({ step }) => ({ step, touches: touchesOf(program, state, step) }));
    for (const { step, touches } of all) {
      const { index, name } = step.thread;
      const key = `${index} ${JSON.stringify(state.threads[index])}`;
      const label = `${name} ${step.label.name}`;
      const frame = frames.get(key) ?? { label, own: new Set(), others: new Set() };
      frames.set(key, frame);
      frame.own.add(JSON.stringify(touches));
      for (const other of all)
        if (comesBetween(other.step.thread, step.thread))
          for (const touch of other.touches) frame.others.add(touch);
    }
  }
  const coarse = [...frames.values()].filter(({ own, others }) =>
    [...own].some((text) => {
      const touches = JSON.parse(text) as string[];
      const locks = new Set(touches.filter((touch) => touch.startsWith('lock')));
      const single = [...touches.filter((touch) => !touch.startsWith('lock')), ...locks];
      const contended = single.filter((touch) =>
        [...others].some((other) => unitOf(other) === unitOf(touch) && (writes(other) || writes(touch))),
      );
      return contended.length > 1;
    }),
  );
  return [...new Set(coarse.map(({ label }) => label))].sort();
}

describe('the labels that make several contended accesses', () => {
  it('are those that a naive look at every state finds, in random machines', async () => {
    let [compared, found, wider] = [0, 0, 0];
    const property = fc.asyncProperty(randomMachine, async ({ scenario }) => {
      const program = buildProgram(scenario, 'base');
      if (program.cpus.length > 0 || program.properties.some(({ kind }) => kind !== 'sometimes')) return;
      const reached = reachable(program, 300);
      if (reached === undefined) return;
      const { labels } = await accesses(program);
      const ours = labels.filter(({ contended }) => contended.length > 1);
      const names = ours.map(({ thread, label }) => `${program.threads[thread]!.name} ${label.name}`);
      // Who comes behind a store of a label that is half done is looked for besides.
      expect(names).toEqual(expect.arrayContaining(naive(program, reached)));
      wider += names.length > naive(program, reached).length ? 1 : 0;
      compared++;
      if (names.length > 0) found++;
      expect(
        coarseLabels(labels)
          .map(({ id }) => id)
          .sort(),
      ).toEqual([...new Set(ours.map(({ label }) => label.id))].sort());
    });
    const numRuns = inject('long') ? 5000 : 60;
    await fc.assert(property, { seed: 20_261_126, numRuns });
    expect(compared).toBeGreaterThan(numRuns / 10);
    expect(found).toBeGreaterThan(numRuns / 50);
    expect(wider).toBeLessThan(found);
  });
});

describe('two accesses of a label of a task', () => {
  const mm = machine({ a: bool(), b: bool(), task: tasks({ off: masks('interrupt', bool()) }) });
  type Mm = typeof mm.state;
  const reads = (s: Mm) => s.a && s.b;
  const writes = {
    begin: () => {},
    a: (s: Mm) => {
      s.a = true;
    },
    b: (s: Mm) => {
      s.b = true;
    },
  };
  const off = (is: boolean) => (s: Mm, my: { readonly current: number }) => {
    s.task[my.current]!.off = is;
  };
  const handler = mm.fn('handler', 'an example', {}, {}, writes);
  const contendedIn = async (listing: object, cpu: number) => {
    const task = mm.fn('task', 'an example', {}, {}, listing as never);
    const threads = {
      task: thread(task, {}, { cpu: 0 }),
      handler: thread(handler, {}, { cpu, context: 'interrupt' }),
    };
    const { labels } = await accesses(programOf(mm, threads));
    return labels.flatMap(({ label, contended }) =>
      contended.map(({ access, against }) => `${label.id} ${access.units.join()}: ${against.join()}`),
    );
  };

  /** The handler's own labels are not: it is over before the task goes on. */
  it('have a handler of its CPU between them, behind its first label too', async () => {
    expect(await contendedIn({ reads }, 0)).toEqual(['task.reads a: handler.a', 'task.reads b: handler.b']);
  });

  it('have none between them with interrupts off, unless it runs on another CPU', async () => {
    const listing = { off: off(true), reads, on: off(false) };
    expect(await contendedIn(listing, 0)).toEqual([]);
    expect(await contendedIn(listing, 1)).toEqual([
      'task.reads a: handler.a',
      'task.reads b: handler.b',
      'handler.a a: task.reads',
      'handler.b b: task.reads',
    ]);
  });
});
