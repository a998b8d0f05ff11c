import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { buildProgram, type Program } from '../../../checker/program/program.ts';
import {
  always,
  call,
  count,
  machine,
  type ThreadView,
  tasks,
  thread,
} from '../../../model/language/index.ts';
import { kernelChecks, taskFields } from '../../../model/primitives/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { programOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';

const mm = machine({ task: tasks(taskFields()), n: count(5) }, kernelChecks);
type State = typeof mm.state;

describe('what properties see of a thread', () => {
  /**
   * What a property is shown of thread 0 in the states of a machine with one way, by both engines: each value once, as
   * nobody asks a property again who knows that all that it looks at is as it was.
   */
  async function seen<T>(program: Program, of: (thread: ThreadView) => T): Promise<T[]> {
    const shown: T[] = [];
    const note = always('note', (_s: State, threads) => {
      const one = of(threads[0]!);
      if (!shown.some((other) => isDeepStrictEqual(one, other))) shown.push(one);
      return true;
    });
    const scenario = { ...program.scenario, properties: [note] };
    await explore(buildProgram(scenario, 'only'));
    const packed = shown.splice(0);
    await expectAgreement(scenario, 'only');
    // The search again, its other forms, and the oracle.
    expect(shown).toEqual(packed);
    return packed;
  }

  const inner = mm.fn(
    'inner',
    'mm/example.c',
    { given: count(5) },
    { own: count(5) },
    {
      set: (_s: State, my) => {
        my.own = my.given;
      },
      rest: () => {},
    },
  );
  const outer = mm.fn(
    'outer',
    'mm/example.c',
    { given: count(5) },
    { mine: count(5) },
    {
      set: (_s: State, my) => {
        my.mine = 4;
      },
      inside: call(inner),
      last: () => {},
    },
  );
  const program = programOf(mm, { name: thread(outer, { given: 3 }, { context: 'kworker' }) });

  const labels = ['set', 'inside.set', 'inside.rest', 'last', 'end'];
  const placeOf = (view: ThreadView) => labels.filter((label) => view.at(label)).join(' ');

  it('is its name and function, and labels within labels, up to the end', async () => {
    expect(await seen(program, (view) => `${view.name} ${view.fn} ${placeOf(view)} ${view.ended}`)).toEqual([
      'name outer set false',
      'name outer inside.set false',
      'name outer inside.rest false',
      'name outer last false',
      'name outer end true',
    ]);
  });

  it('is the parameters of its function, and its locals as long as it has not ended', async () => {
    const shown = await seen(program, ({ my, ended }) => [my.given, ended ? 'gone' : my.mine]);
    expect(shown).toEqual([
      [3, 0],
      [3, 4],
      [3, 'gone'],
    ]);
  });

  it('is its own row and its context', async () => {
    const shown = await seen(program, ({ my }) => `${my.current} ${my.context}`);
    expect(shown).toEqual(['0 kworker']);
  });
});
