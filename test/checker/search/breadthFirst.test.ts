import { describe, expect, it } from 'vitest';
import reference from '../../../bench/anon-vma-ref.ts';
import { nameOfFailure } from '../../../checker/program/failure.ts';
import { buildProgram, type Program } from '../../../checker/program/program.ts';
import type { Progress } from '../../../checker/search/space.ts';
import {
  always,
  bool,
  count,
  goto,
  machine,
  many,
  size,
  sometimes,
  thread,
  wait,
  when,
} from '../../../model/language/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';

const whole = { states: 318_304, transitions: 1_422_984 };
const inFull = buildProgram(reference, 'reference');

/** So many threads of so many steps that have nothing to do with one another: a grid. */
function grid(threads: number, steps: number): Program {
  const mm = machine({ nothing: bool() });
  const listing = Object.fromEntries(Array.from({ length: steps }, (_, i) => [`step${i}`, () => {}]));
  const fn = mm.fn('walk', 'mm/example.c', {}, {}, listing);
  return programOf(mm, { walker: many(size('walkers', threads), () => thread(fn, {})) });
}

describe('the search of the reference model', () => {
  it('counts what every checker must reach', async () => {
    const { states, transitions, findings, fired, stopped } = await explore(inFull);
    expect({ states, transitions }).toEqual(whole);
    expect(findings).toEqual([]);
    expect(fired).not.toContain(0);
    expect(stopped).toBeUndefined();
  });

  it.each([
    { processes: 1, migrators: 1, pages: 1 },
    { processes: 2, migrators: 1, pages: 1 },
    { processes: 1, migrators: 2, pages: 1 },
    { processes: 3, migrators: 1, pages: 1 },
    { processes: 1, migrators: 1, pages: 2 },
  ])(
    'finds what plainer searches find with $processes processes, $migrators migrators, $pages pages',
    async (sizes) => {
      const result = await expectAgreement(reference, 'reference', { sizes });
      expect(result?.findings).toEqual([]);
    },
  );
});

describe('a search', () => {
  it.each([
    { threads: 1, steps: 9 },
    { threads: 2, steps: 40 },
    { threads: 3, steps: 12 },
    { threads: 5, steps: 5 },
  ])(
    'counts the corners and edges of a grid of $threads threads of $steps steps',
    async ({ threads, steps }) => {
      const { states, transitions, depth, findings } = await explore(grid(threads, steps));
      expect(findings).toEqual([]);
      expect({ states, transitions, depth }).toEqual({
        states: (steps + 1) ** threads,
        transitions: threads * steps * (steps + 1) ** (threads - 1),
        depth: threads * steps,
      });
    },
  );

  const shape = { at: count(9), shortcut: bool() };
  const mm = machine(shape);
  type State = typeof mm.state;
  const climb = {
    up: (s: State) => {
      s.at++;
    },
    again: when((s: State) => s.at < 9, 'up'),
  };

  it('finds the nearest of several ways to a failure', async () => {
    const jump = wait(
      (s: State) => s.at === 2,
      (s: State) => {
        s.at = 7;
      },
    );
    const program = programOf(mm, threadsOf(mm, {}, climb, { jump }), {
      properties: [always('not at eight', (s: State) => s.at !== 8)],
    });
    const { findings, stopped, depth } = await explore(program);
    // Up, again, up; the jump before or after the next again; up. Without the jump, up and again eight times.
    const ways = findings.map(({ states }) => states.map(({ shared }) => shared.at));
    expect(ways).toHaveLength(1);
    expect([
      [0, 1, 1, 2, 7, 7, 8],
      [0, 1, 1, 2, 2, 7, 8],
    ]).toContainEqual(ways[0]);
    expect(stopped).toBe('violation');
    expect(depth).toBe(6);
  });

  it('starts from the state that is nearest to the failure, and takes equal ones for one', async () => {
    const starts = { low: () => {}, high: (s: State) => Object.assign(s, { at: 6 }), same: () => {} };
    const { scenario } = programOf(mm, threadsOf(mm, {}, climb), {
      properties: [always('not at eight', (s: State) => s.at !== 8)],
    });
    const program = buildProgram({ ...scenario, initial: starts as never }, 'only');
    const { findings, states } = await explore(program);
    expect(findings[0]?.states.map(({ shared }) => shared.at)).toEqual([6, 7, 7, 8]);
    // Four from either start up to the one that fails, and the fifth of those from the start that is named first.
    expect(states).toBe(9);
  });

  it('goes no further from a state that fails, and elsewhere to the end', async () => {
    const program = programOf(mm, threadsOf(mm, {}, climb), {
      properties: [
        always('below three', (s: State) => s.at < 3),
        sometimes('two', (s: State) => s.at === 2),
        sometimes('four', (s: State) => s.at === 4),
      ],
    });
    const result = await expectAgreement(program.scenario, 'only', { sought: 'none' });
    expect(result).toMatchObject({ states: 6, transitions: 5, depth: 5, witnesses: ['two'] });
    expect(result?.stopped).toBeUndefined();
  });

  it('goes on past other failures until the one that it is for', async () => {
    const at = (n: number) => always(`not at ${n}`, (s: State) => s.at !== n);
    const jump = (from: number, to: number) =>
      wait(
        (s: State) => s.at === from,
        (s: State) => {
          s.at = to;
        },
      );
    const listings = [{ one: jump(0, 1) }, { five: jump(0, 5), six: jump(5, 6) }];
    const program = programOf(mm, threadsOf(mm, {}, ...listings), { properties: [at(1), at(6)] });
    // Where one has taken the only way of the other, that is a deadlock as well.
    const names = ['not at 1', 'deadlock'];
    const first = await explore(program);
    expect(first.findings.map(({ failure }) => nameOfFailure(failure))).toEqual(names);
    const second = await explore(program, { sought: { by: 'not at 6' } });
    expect(second.findings.map(({ failure }) => nameOfFailure(failure))).toEqual([...names, 'not at 6']);
    expect(second.findings.map(({ states }) => states.length)).toEqual([2, 2, 3]);
    expect(second.stopped).toBe('violation');
    const kind = await explore(program, { sought: { by: 'always' } });
    expect(kind.findings.map(({ failure }) => nameOfFailure(failure))).toEqual(names);
  });

  it('says in which ways each step was taken', async () => {
    const listing = {
      skip: goto('end_of_it'),
      never_here: wait(() => false),
      end_of_it: when((s: State) => s.shortcut, 'never_here'),
    };
    const { fired } = await explore(programOf(mm, threadsOf(mm, {}, listing)));
    // A bit a way: the first target of a test is where it goes when it is false.
    expect([...fired]).toEqual([1, 0, 1]);
  });
});

describe('the progress of a search', () => {
  it('is told again and again, and never goes back', async () => {
    const told: Progress[] = [];
    await explore(inFull, {
      onProgress: (progress) => {
        told.push(progress);
        return undefined;
      },
    });
    expect(told.length).toBeGreaterThan(2);
    const rising = ({ states, transitions, depth, seconds }: Progress) => [
      states,
      transitions,
      depth,
      seconds,
    ];
    for (const [i, progress] of told.entries()) {
      if (i === 0) continue;
      const before = rising(told[i - 1]!);
      rising(progress).forEach((figure, k) => {
        expect(figure).toBeGreaterThanOrEqual(before[k]!);
      });
      expect(progress.frontier).toBeLessThanOrEqual(progress.states);
    }
  });

  it('ends the search when the answer to it is true', async () => {
    const result = await explore(inFull, { onProgress: ({ states }) => states > 5000 });
    expect(result.stopped).toBe('interrupted');
    expect(result.states).toBeGreaterThan(5000);
    expect(result.states).toBeLessThan(whole.states);
    expect(result.transitions).toBeLessThan(whole.transitions);
  });

  it('leaves room for signals and timers', async () => {
    let searching = true;
    let heard = false;
    setTimeout(() => {
      heard = searching;
    }, 1);
    await explore(inFull);
    searching = false;
    expect(heard).toBe(true);
  });
});
