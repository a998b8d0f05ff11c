import { any, either, type Operation, type Ptr, type Row, violate } from '../language/index.ts';
import { type Cpus, isTaken } from './cpus.ts';
import { named } from './named.ts';
import type { Current } from './task.ts';

/**
 * cpu_online(cpu)
 * include/linux/cpumask.h
 * @example
 * 'cpu_online(cpu)': unless((s, my) => cpu_online(s, my.cpu_down), 'out'),
 * take_cpu_down: take_cpu_down((_s, my: { cpu_down: Ptr<'cpu'> }) => my.cpu_down),
 */
export const cpu_online = (state: Cpus, row: Ptr<'cpu'>): boolean => row !== null && !state.cpu[row]!.offline;

/**
 * The step of cpu_down() in which the CPU goes: as soon as nobody is on it who cannot be replaced, the stopper takes it, and
 * from then on nobody gets there. Behind it stand the callbacks of the subsystems, which have the CPU's data for
 * themselves and drain it (CPUHP_*_DEAD); what they do before it, others may undo. kernel/cpu.c
 *
 * @example
 * take_cpu_down: take_cpu_down((_s, my: { cpu_down: Ptr<'cpu'> }) => my.cpu_down),
 * page_alloc_cpu_dead: (s, my) => { deref(s.cpu, my.cpu_down).nr_pages = 0; },
 */
export const take_cpu_down = <S extends Cpus, L>(
  cpuOf: (state: S, my: L) => Ptr<'cpu'>,
): Operation<S, L & Current> =>
  either(
    any(
      'cpu',
      (state: S, my: L & Current, row: Row<'cpu'>) =>
        row === cpuOf(state, my) && !isTaken(state, state.cpu[row]!),
      named('take_cpu_down', (state: S, _my: L & Current, row: Row<'cpu'>) => {
        const cpu = state.cpu[row]!;
        if (!state.cpu.some((other) => other !== cpu && !other.offline))
          violate('BUG_ON', 'BUG_ON(num_online_cpus() == 1)');
        cpu.running = null;
        cpu.offline = true;
      }),
    ),
  );

/**
 * The step of cpu_up() from which on tasks run on the CPU again; its per-CPU data is what it was left as.
 * kernel/cpu.c
 * @example
 * bringup_cpu: bringup_cpu((_s, my: { cpu_down: Ptr<'cpu'> }) => my.cpu_down),
 */
export const bringup_cpu = <S extends Cpus, L>(cpuOf: (state: S, my: L) => Ptr<'cpu'>) =>
  named('bringup_cpu', (state: S, my: L): void => {
    const row = cpuOf(state, my);
    if (row !== null) state.cpu[row]!.offline = false;
  });
