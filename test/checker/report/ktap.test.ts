import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { ktapReport } from '../../../checker/report/ktap.ts';
import type { Reported } from '../../../checker/report/outcome.ts';
import { raceTable } from '../../../checker/report/raceTable.ts';
import { nasty, reportedResults } from '../../helpers/reportedResults.ts';

/** What Perl's TAP::Parser makes of a text: how many tests it has, which failed, and what is wrong with it. */
const readTap =
  'local $/; my $p = TAP::Parser->new({ tap => <STDIN> }); $p->run; print join "\\n", $p->tests_planned, join(",", $p->failed), $p->parse_errors';
const perl = (...code: string[]) => ['-MTAP::Parser', '-e', ...code];
const hasTapParser = spawnSync('perl', perl('1')).status === 0;

let all: Reported[];
beforeAll(async () => {
  all = await reportedResults();
});

interface Test {
  readonly ok: boolean;
  readonly name: string;
  readonly directive: string | undefined;
  readonly diagnostics: readonly string[];
  readonly subtests: readonly Test[];
}

/** Reads KTAP version 1 by the letter of its specification; anything that it does not have is an error. */
function parse(text: string): Test[] {
  const lines = text.split('\n');
  const block = (indent: string): Test[] => {
    const next = () => {
      const line = lines.shift()!;
      expect(line.startsWith(indent), line).toBe(true);
      return line.slice(indent.length);
    };
    const peek = (prefix: string) => lines[0]?.startsWith(indent + prefix) === true;
    const comments = () => {
      const found: string[] = [];
      while (peek('#')) found.push(next().slice(2));
      return found;
    };
    expect(next()).toBe('KTAP version 1');
    comments();
    const planned = Number(/^1\.\.(\d+)$/.exec(next())![1]);
    return Array.from({ length: planned }, (_, i) => {
      const subtests = peek('  ') ? block(`${indent}  `) : [];
      const diagnostics = comments();
      const result = /^(ok|not ok) (\d+) ([^#\n]*?)(?: # (SKIP|XFAIL|TIMEOUT|ERROR)(?: .*)?)?$/.exec(next())!;
      expect(Number(result[2])).toBe(i + 1);
      return { ok: result[1] === 'ok', name: result[3]!, directive: result[4], diagnostics, subtests };
    });
  };
  const tests = block('');
  expect(lines).toEqual([]);
  return tests;
}

describe('the KTAP report', () => {
  it('has a test for each scenario, and in it one for each design', () => {
    const [own, shipped] = parse(ktapReport(all));
    expect(own).toMatchObject({ ok: false, name: 'test/lost-update' });
    expect(own!.subtests.map(({ ok, name, directive }) => [ok, name, directive])).toEqual([
      [true, 'racy', undefined],
      [true, 'atomic', undefined],
      [false, 'hopeful', undefined],
      [false, 'pessimistic', undefined],
      [false, 'wrong', undefined],
      [false, 'atomic', 'ERROR'],
    ]);
    expect(shipped).toMatchObject({ ok: true, name: 'migration/anon-vma-lifetime', directive: undefined });
  });

  it.skipIf(!hasTapParser)(
    'is TAP, of which it is a dialect, to TAP::Parser (skipped where Perl has none)',
    () => {
      const tap = ktapReport(all);
      const read = (input: string) =>
        spawnSync('perl', perl(readTap), { input, encoding: 'utf8' }).stdout.split('\n');
      expect(read(tap)).toEqual(['2', '1']);
      expect(read(tap.replace('\nok 2 ', '\nok 3 '))).toHaveLength(3);
    },
  );

  it('says in a diagnostic of an expected race that it was found, and shows one that was not expected', () => {
    const [own, shipped] = parse(ktapReport(all));
    expect(shipped!.subtests[0]!.diagnostics).toEqual([
      expect.stringMatching(/^found: BUG: mmcheck: slab-use-after-free in /),
      all[6]!.certificate.sentence,
    ]);
    const shown = own!.subtests[2]!.diagnostics.join('\n');
    expect(shown).toContain(raceTable(all[2]!.result.trace!));
  });

  it('can be read whatever names and messages have in them', () => {
    const [test] = parse(ktapReport([nasty(all)]));
    expect(test!.subtests[0]!.name).toContain('a<b>&"c"\'d\' _ e|f %0A: g,h');
    expect(parse(ktapReport([]))).toEqual([]);
  });
});
