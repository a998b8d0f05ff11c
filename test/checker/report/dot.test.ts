import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { dot } from '../../../checker/report/dot.ts';
import { neighbourhoodOf } from '../../../checker/trace/neighbourhood.ts';
import { ModelError } from '../../../model/language/index.ts';
import { lostUpdateRace, type Race, raceOf } from '../../helpers/race.ts';

const graphviz = spawnSync('dot', ['-V']).status === 0;
let race: Race;
let lost: Race;
beforeAll(async () => {
  race = await raceOf('2.6.34+ref');
  lost = await lostUpdateRace();
});

const drawn = ({ program, trace }: Race): string => dot(program, trace, neighbourhoodOf(program, trace));
const linesOf = (race: Race): string[] => drawn(race).trimEnd().split('\n');

describe('the neighbourhood of a trace in DOT', () => {
  it('is a graph of nodes that are declared, and edges between them', () => {
    const text = String.raw`"(?:[^"\\]|\\.)*"`;
    const attributes = `\\[\\w+=(?:${text}|\\w+)(?:, \\w+=(?:${text}|\\w+))*\\];`;
    for (const lines of [linesOf(race), linesOf(lost)]) {
      expect(lines[0]).toMatch(new RegExp(`^digraph ${text} \\{$`));
      expect(lines.at(-1)).toBe('}');
      const nodes = new Set<string>();
      for (const line of lines.slice(2, -1)) {
        const edge = new RegExp(`^  (\\w+) -> (\\w+) ${attributes}$`).exec(line);
        const node = new RegExp(`^  (\\w+) ${attributes}$`).exec(line);
        expect(edge ?? node, line).not.toBeNull();
        if (edge === null) nodes.add(node![1]!);
        else for (const end of edge.slice(1)) expect(nodes).toContain(end);
      }
    }
  });

  it('goes along the trace in bold, and shows every other step from there', () => {
    const lines = linesOf(race);
    const bold = lines.filter((line) => line.includes(' -> ') && line.includes('style=bold'));
    expect(bold).toHaveLength(race.trace.steps.length);
    race.trace.steps.forEach(({ thread, label }, i) => {
      expect(bold[i]).toContain(`s${i} -> `);
      expect(bold[i]).toContain(`"${race.trace.threads[thread]!.name}: ${label}"`);
    });
    const possible = race.trace.steps.reduce(
      (sum, _, i) => sum + lines.filter((l) => l.startsWith(`  s${i} -> `)).length,
      0,
    );
    expect(possible).toBe(lines.filter((line) => line.includes(' -> ')).length);
    expect(possible).toBeGreaterThan(race.trace.steps.length * 2);
  });

  it('is red where the check fails: in the step or in the state', () => {
    const red = (lines: readonly string[]) => lines.filter((line) => line.includes('fillcolor'));
    expect(red(linesOf(race))).toEqual([
      expect.stringMatching(/^ {2}f\d+ \[label="!!! slab-use-after-free"/),
    ]);
    const end = lost.trace.steps.length;
    expect(red(linesOf(lost))).toEqual([
      expect.stringMatching(new RegExp(`^  s${end} \\[label="${end}.*!!! atTheEnd"`)),
    ]);
  });

  it.skipIf(!graphviz)(
    'is drawn by Graphviz (skipped where `dot` is not installed)',
    () => {
      for (const { program, trace } of [race, lost]) {
        const drawn = spawnSync('dot', ['-Tsvg'], {
          input: dot(program, trace, neighbourhoodOf(program, trace)),
          encoding: 'utf8',
        });
        expect(drawn.stderr).toBe('');
        expect(drawn.status).toBe(0);
        expect(drawn.stdout).toContain('<svg');
      }
    },
    60_000,
  );

  it('is refused for a trace of another machine', async () => {
    const other = await raceOf('2.6.35');
    expect(() => neighbourhoodOf(other.program, race.trace)).toThrow(ModelError);
    expect(() => neighbourhoodOf(other.program, race.trace)).toThrow(
      /step \d+ of the trace, .* is not possible there/,
    );
  });
});
