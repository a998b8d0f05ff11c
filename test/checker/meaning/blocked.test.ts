import { describe, expect, it } from 'vitest';
import { whyBlocked } from '../../../checker/meaning/blocked.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import { replay } from '../../../checker/trace/replay.ts';
import { bool, goto, machine, masks, spin, tasks, thread } from '../../../model/language/index.ts';
import { programOf } from '../../helpers/programOf.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine({ flag: bool() });
type Mm = typeof mm.state;
const nothing = () => {};
const fn = (name: string, listing: object) => mm.fn(name, 'mm/example.c', {}, {}, listing as never);
const program = programOf(mm, {
  kswapd: thread(fn('f', { begin: nothing, try: nothing, lock: spin((s: Mm) => s.flag) }), {}, { cpu: 2 }),
  task: thread(fn('g', { nothing }), {}, { cpu: 2 }),
  other: thread(fn('h', { nothing }), {}),
});

describe('why a thread has no step', () => {
  it('is the thread that holds its CPU, before anything that its label asks for', () => {
    const walk = new Walk(program).step('kswapd');
    expect(whyBlocked(program, walk.state, 1)).toBe('CPU 2 is held by kswapd, which is at try');
    walk.step('kswapd');
    expect(whyBlocked(program, walk.state, 1)).toBe('CPU 2 is held by kswapd, which spins at lock');
    expect(whyBlocked(program, walk.state, 0)).toBe('its condition does not hold (flag = false)');
  });

  it('is the handler that has stopped it, or who has that turned off, though it has ended', () => {
    const irqs = machine({ task: tasks({ off: masks('interrupt', bool()) }) });
    type Irqs = typeof irqs.state;
    const disable = (s: Irqs, my: { readonly current: number }) => {
      s.task[my.current]!.off = true;
    };
    const of = (name: string, listing: object) => irqs.fn(name, 'an example', {}, {}, listing as never);
    const interrupted = programOf(irqs, {
      task: thread(of('f', { begin: nothing, disable }), {}, { cpu: 0 }),
      timer: thread(of('g', { tick: nothing, tock: goto('tick') }), {}, { cpu: 0, context: 'interrupt' }),
    });
    const walk = new Walk(interrupted).step('timer');
    expect(whyBlocked(interrupted, walk.state, 0)).toBe('CPU 0 is held by timer, which is at tock');
    walk.step('timer', 'task', 'task');
    expect(whyBlocked(interrupted, walk.state, 1)).toBe(
      'task, which is at its end, has it turned off on CPU 0',
    );
  });

  it('is what a schedule is refused with', () => {
    const turns = [0, 0, 1].map((thread) => ({ thread, choice: 0 }));
    const { stop } = replay(buildProgram(program.scenario, 'only'), { turns });
    expect(stop).toMatchObject({
      kind: 'refused',
      step: 3,
      why: 'thread 1 (task) waits at nothing: CPU 2 is held by kswapd, which spins at lock',
    });
  });
});
