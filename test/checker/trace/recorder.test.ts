import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { failingStep } from '../../../checker/program/failure.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import { ReferenceEngine } from '../../../checker/reference/referenceEngine.ts';
import { changeText } from '../../../checker/trace/changes.ts';
import { recordFinding, TraceRecorder } from '../../../checker/trace/recorder.ts';
import { replay } from '../../../checker/trace/replay.ts';
import { always, bool, count, either, goto, machine, on, wait } from '../../../model/language/index.ts';
import lifetime from '../../../scenarios/migration/anon-vma-lifetime.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';
import { lockedCounter, stuck } from '../../machines/lockedCounter.ts';

/** Records steps of threads, each the thread's first possible one. */
function record(program: typeof lockedCounter, ...threads: readonly number[]) {
  const engine = new ReferenceEngine(program);
  const recorder = new TraceRecorder(engine, ...[...engine.initial()][0]!);
  for (const thread of threads) {
    const step = engine.enabledOf(recorder.state, thread)[0]!;
    recorder.add(step, engine.step(recorder.state, step));
  }
  return recorder.trace();
}

describe('TraceRecorder', () => {
  it('writes down where a step is taken, inside which calls, and what was chosen', () => {
    const [choose, lock] = record(lockedCounter, 1, 1).steps;
    expect(choose).toMatchObject({
      thread: 1,
      label: 'choose',
      fn: 'f1',
      line: 'choose',
      calls: [],
      choice: 0,
      choices: 2,
      chosen: 'counter[0]',
    });
    expect(choose!.changes.map(changeText)).toEqual([
      { path: 'cpu1: my_counter', from: 'NULL', to: 'counter[0]' },
    ]);
    expect(lock).toMatchObject({
      label: 'locked_add.spin_lock',
      fn: 'locked_add',
      line: 'spin_lock',
      calls: [{ label: 'locked_add', fn: 'locked_add' }],
    });
    expect(lock!.changes.map(changeText)).toEqual([
      { path: 'lock.owner', from: 'NULL', to: 'task[1]' },
      { path: 'task[1].preempt_count', from: '0', to: '1' },
    ]);
    expect(lock).not.toHaveProperty('chosen');
  });

  it('says of a wait where it begins, and says it again when the thread waits again', () => {
    const { steps } = record(lockedCounter, 0, 1, 0, 0, 0, 0);
    const waiting = { thread: 1, label: 'locked_add.spin_lock', fn: 'locked_add', line: 'spin_lock' };
    expect(steps.map((step) => step.waiting.map(({ thread }) => thread))).toEqual([[], [], [1], [], [], []]);
    expect(steps[2]!.waiting[0]).toMatchObject(waiting);
  });

  it('knows who waits at the start', () => {
    expect(record(stuck, 1).waiting).toMatchObject([{ thread: 0, label: 'wait_for_two' }]);
  });

  it('names the threads, and whether they need begin', () => {
    const engine = new ReferenceEngine(buildProgram(lifetime, '3.0'));
    const { threads, start } = new TraceRecorder(engine, ...[...engine.initial()][1]!).trace();
    expect(start).toBe('swapcache');
    expect(threads[0]).toEqual({ name: 'migrate', fn: 'unmap_and_move', context: 'task', optional: false });
  });

  it('gives a trace that later steps leave alone', () => {
    const engine = new ReferenceEngine(lockedCounter);
    const recorder = new TraceRecorder(engine, ...[...engine.initial()][0]!);
    const before = recorder.trace();
    const step = engine.enabledOf(recorder.state, 0)[0]!;
    recorder.add(step, engine.step(recorder.state, step));
    expect(before.steps).toEqual([]);
  });
});

describe('recordFinding', () => {
  it('lets the running thread go on where the step of another one would lead to the same state', async () => {
    const mm = machine({ open: bool(), begun: bool(), n: count(9) });
    type Mm = typeof mm.state;
    // It leaves its thread where it stands, so that nothing tells whose it was.
    const again = either(
      on(
        (s: Mm) => s.begun,
        goto('again', (s: Mm) => s.n++),
      ),
    );
    const open = (s: Mm) => Object.assign(s, { open: true });
    const begin = wait(
      (s: Mm) => s.open,
      (s: Mm) => Object.assign(s, { begun: true }),
    );
    const properties = [always('n is below three', (s: Mm) => s.n < 3)];
    const program = programOf(mm, threadsOf(mm, {}, { open, again }, { begin, again }, { again }), {
      properties,
    });
    const { trace } = await check(program.scenario, 'only');
    // Opened by the first thread and begun by the second, which counts to three: one switch. The first could count too.
    expect(trace?.steps.map(({ thread, label }) => `${thread} ${label}`)).toEqual([
      '0 open',
      '1 begin',
      '1 again',
      '1 again',
      '1 again',
    ]);
  });

  it.each(Object.keys(lifetime.designs))(
    'finds the steps of %s again, and a replay ends the same way',
    async (design) => {
      const program = buildProgram(lifetime, design);
      const { findings } = await explore(program);
      const engine = new ReferenceEngine(program);
      for (const { failure, states } of findings) {
        const trace = recordFinding(engine, { states, failure });
        expect(trace.failure).toMatchObject({ check: failure.check, message: failure.message });
        expect(trace.steps).toHaveLength(states.length - (failingStep(failure) === undefined ? 1 : 0));
        const again = replay(program, { start: trace.start, turns: trace.steps });
        expect(again).toMatchObject({ stop: { kind: 'applied' }, left: 0 });
        expect(again.trace).toEqual(trace);
      }
    },
  );
});
