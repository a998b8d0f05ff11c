import { bool, design, holds, machine, scenario, thread } from '../../../../model/language/index.ts';
import { type Mm, mm } from './page.ts';

const other = machine({ flag: bool() });
type Other = typeof other.state;
const nothing = mm.fn('nothing', 'mm/example.c', {}, {}, { here: () => {} });
const own = design([], holds, {
  initial: (s: Mm) => {
    s.page[0]!.mapcount = 1;
  },
});
const foreign = design([], holds, {
  initial: (s: Other) => {
    s.flag = true;
  },
});

export const right = scenario('mistakes/right', {
  summary: '',
  machine: mm,
  threads: { only: thread(nothing, {}) },
  designs: { own },
  preemption: (s, my) => s.task[my.current]!.preempt_count === 0,
});
export const wrong = scenario('mistakes/wrong', {
  summary: '',
  machine: mm,
  threads: { only: thread(nothing, {}) },
  designs: { foreign }, // error TS2322: its initial states have 'flag', which is no field of the machine
});
