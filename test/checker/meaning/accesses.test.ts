import { describe, expect, it } from 'vitest';
import { accesses } from '../../../checker/accesses.ts';
import { coarseLabels, coarseReason } from '../../../checker/verdict/coarse.ts';
import {
  atomically,
  bool,
  count,
  ghost,
  ModelError,
  machine,
  oneStep,
  record,
  table,
  tasks,
  wait,
  when,
  word,
} from '../../../model/language/index.ts';
import { spin_lock, spin_unlock, spinlock, taskFields } from '../../../model/primitives/index.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';

const mm = machine({
  count: count(3),
  slot: count(1),
  flag: bool(),
  object: table(2, { refs: count(3) }),
  pte: word({ present: bool(), dirty: bool() }),
  plain: record({ present: bool(), dirty: bool() }),
  seen: ghost(count(3)),
  both: ghost(record({ a: bool(), b: bool() })),
  lock: spinlock(),
  task: tasks(taskFields()),
});
type S = typeof mm.state;

/** How many contended accesses a label makes while another CPU writes everything, each field in a step of its own. */
async function contended(line: unknown): Promise<number> {
  const writer = {
    count: (s: S) =>
      atomically(() => {
        s.count = (s.count + 1) % 3;
      }),
    slot: (s: S) => {
      s.slot = 1;
    },
    flag: (s: S) => {
      s.flag = true;
    },
    refs: (s: S) => {
      s.object[0]!.refs = 1;
    },
    other_refs: (s: S) => {
      s.object[1]!.refs = 1;
    },
    present: (s: S) => {
      s.pte.present = true;
    },
    dirty: (s: S) => {
      s.pte.dirty = true;
    },
    plain_present: (s: S) => {
      s.plain.present = true;
    },
    plain_dirty: (s: S) => {
      s.plain.dirty = true;
    },
    seen: (s: S) => {
      s.seen = 1;
    },
    both: (s: S) => {
      s.both.a = true;
    },
    spin_lock: spin_lock((s: S) => s.lock),
    spin_unlock: spin_unlock((s: S) => s.lock),
  };
  const { labels } = await accesses(programOf(mm, threadsOf(mm, {}, { line }, writer)));
  return labels.find(({ thread, label }) => thread === 0 && label.name === 'line')!.contended.length;
}

describe('the accesses of a label', () => {
  it.each<[what: string, accesses: number, line: unknown]>([
    ['a load', 1, (s: S) => s.flag],
    [
      'a store',
      1,
      (s: S) => {
        s.flag = true;
      },
    ],
    ['what touches nothing', 0, () => {}],
    ['two loads of one field', 2, (s: S) => (s.flag ? s.flag : 0)],
    ['a load and a store of one field', 2, (s: S) => void s.count++],
    ['a locked instruction', 1, (s: S) => atomically(() => s.count++)],
    ['two locked instructions', 2, (s: S) => [atomically(() => s.count++), atomically(() => s.count--)]],
    [
      'a locked instruction inside of another one',
      1,
      (s: S) => atomically(() => atomically(() => s.count++) + s.count--),
    ],
    [
      'the load of what a locked instruction is on',
      2,
      (s: S) => {
        const object = s.object[s.slot]!;
        atomically(() => object.refs++);
      },
    ],
    ['loads of two fields', 2, (s: S) => s.flag && s.slot],
    ['loads of two parts of a word', 1, (s: S) => [s.pte.present, s.pte.dirty]],
    ['two loads of one part of a word', 2, (s: S) => [s.pte.present, s.pte.present]],
    [
      'stores of two parts of a word',
      1,
      (s: S) => {
        s.pte.present = true;
        s.pte.dirty = true;
      },
    ],
    [
      'a load and a store of a word',
      2,
      (s: S) => {
        s.pte.dirty = s.pte.present;
      },
    ],
    ['loads of two parts of what is no word', 2, (s: S) => [s.plain.present, s.plain.dirty]],
    [
      'ghosts',
      0,
      (s: S) => {
        s.seen = s.both.a ? 2 : s.both.b ? 1 : 0;
      },
    ],
    [
      'a load beside a ghost',
      1,
      (s: S) => {
        s.seen = s.slot;
      },
    ],
    ['taking a lock', 1, spin_lock((s: S) => s.lock)],
    [
      'a wait and a store',
      2,
      wait(
        (s: S) => !s.flag,
        (s: S) => {
          s.slot = 0;
        },
      ),
    ],
  ])('%s: %i', async (_, expected, line) => {
    expect(await contended(line)).toBe(expected);
  });
});

describe('a label that is too coarse', () => {
  const program = (line: unknown) => programOf(mm, threadsOf(mm, {}, { line }, { line }));
  const increment = (s: S) => void s.count++;

  it('is told with what it accesses and who can come between', async () => {
    const { labels } = await accesses(program(increment));
    expect(coarseLabels(labels).map(coarseReason)).toEqual([
      'the label f0.line is too coarse: it makes a load of count, a store of count in one step, and f1.line can come between; split it, or say with oneStep() why it is one step',
      'the label f1.line is too coarse: it makes a load of count, a store of count in one step, and f0.line can come between; split it, or say with oneStep() why it is one step',
    ]);
  });

  it('is none where it says why it is one step', async () => {
    const { labels } = await accesses(program(oneStep('under the lock of the caller', increment)));
    expect(coarseLabels(labels)).toEqual([]);
  });

  it('needs a reason for that', () => {
    expect(() => oneStep(' ', increment)).toThrow(ModelError);
  });
});

describe('a store that others see', () => {
  const reader = { ready: when((s: S) => !s.flag, 'return'), use: (s: S) => s.slot };
  const contendedOf = async (line: unknown) => {
    const { labels } = await accesses(programOf(mm, threadsOf(mm, {}, { line }, reader)));
    return labels.find(({ thread }) => thread === 0)!.contended.map(({ access }) => access.units[0]);
  };

  it('lets them meet what the label does behind it, though no run has come there', async () => {
    const early = (s: S) => {
      s.flag = true;
      s.slot = 1;
    };
    expect(await contendedOf(early)).toEqual(['flag', 'slot']);
    const late = (s: S) => {
      s.slot = 1;
      s.flag = true;
    };
    // Nobody looks at the slot before the flag is there.
    expect(await contendedOf(late)).toEqual(['flag']);
  });

  it.each<[what: string, use: unknown]>([
    ['has no row', (s: S) => s.object[s.slot - 1]!.refs],
    [
      'throws',
      (s: S) => {
        if (s.slot === 0) throw new Error('nobody has come here');
      },
    ],
    ['has a guard that throws', wait((s: S) => [true].at(1 - s.slot)!.valueOf())],
    ['has a guard that answers nothing', wait((s: S) => s.slot === 1 || (undefined as never))],
    [
      'looks for ever',
      (s: S) => {
        while (s.slot === 0);
      },
    ],
    [
      'goes round for ever',
      (s: S) => {
        const by = s.slot;
        for (let at = 0; at < 1; at += by);
      },
    ],
  ])('is met as well by who cannot do with what he meets there: one that %s', async (_what, use) => {
    const early = (s: S) => {
      s.flag = true;
      s.slot = 1;
    };
    const careful = { ready: when((s: S) => !s.flag, 'return'), use };
    const { labels } = await accesses(programOf(mm, threadsOf(mm, {}, { early }, careful)));
    const { contended } = labels.find(({ thread }) => thread === 0)!;
    expect(contended.map(({ access }) => access.units[0])).toEqual(['flag', 'slot']);
  });

  it('is the first of several, as far as they can follow', async () => {
    const chain = (s: S) => {
      s.count = 1;
      s.slot = 1;
      s.flag = true;
    };
    const waits = {
      count: wait((s: S) => s.count === 1),
      slot: wait((s: S) => s.slot === 1),
      flag: (s: S) => s.flag,
    };
    const { labels } = await accesses(programOf(mm, threadsOf(mm, {}, { chain }, waits)));
    const contended = labels.find(({ thread }) => thread === 0)!.contended;
    expect(contended.map(({ access }) => access.units[0])).toEqual(['count', 'slot', 'flag']);
  });
});
