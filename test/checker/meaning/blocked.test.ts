import { describe, expect, it } from 'vitest';
import { whyBlocked } from '../../../checker/meaning/blocked.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import { replay } from '../../../checker/trace/replay.ts';
import { bool, machine, spin, thread } from '../../../model/language/index.ts';
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
