import parser from 'mermaid';
import { beforeAll, describe, expect, it } from 'vitest';
import { mermaid } from '../../../checker/report/mermaid.ts';
import { lostUpdateRace, type Race, raceOf } from '../../helpers/race.ts';

/** The statements of https://mermaid.js.org/syntax/sequenceDiagram.html that are used; text ends at a `;` or a `#`. */
const plain = String.raw`(?:[^#;<>"]|#\d+;)+`;
const statements = [
  new RegExp(`^    participant (\\w+) as ${plain}$`),
  new RegExp(`^    (\\w+)(?:->>|-->>)(\\w+): ${plain}$`),
  new RegExp(`^    Note over (\\w+)(?:,(\\w+))?: ${plain}$`),
];

let races: Race[];
beforeAll(async () => {
  races = await Promise.all([raceOf('2.6.34+ref'), lostUpdateRace()]);
});

describe('a trace as a Mermaid diagram', () => {
  it('is made of statements that Mermaid has, about participants that are declared', () => {
    for (const { trace } of races) {
      const [first, ...lines] = mermaid(trace).trimEnd().split('\n');
      expect(first).toBe('sequenceDiagram');
      const declared = new Set<string>();
      for (const line of lines) {
        const match = statements.map((statement) => statement.exec(line)).find((found) => found !== null);
        expect(match, line).toBeDefined();
        const names = match!.slice(1).filter((name) => name !== undefined);
        if (line.includes('participant')) declared.add(names[0]!);
        for (const name of names) expect(declared).toContain(name);
      }
    }
  });

  it('is what Mermaid itself reads as a sequence diagram', async () => {
    for (const { trace } of races) {
      await expect(parser.parse(mermaid(trace))).resolves.toMatchObject({ diagramType: 'sequence' });
    }
    const broken = mermaid(races[0]!.trace).replace('->>', '->->');
    await expect(parser.parse(broken)).rejects.toThrow(/Parse error on line/);
  });

  it('has a message for each step, to the lock where it is about one', () => {
    const [{ trace }] = races as [Race];
    const lines = mermaid(trace).split('\n');
    expect(lines.filter((line) => line.includes('>>'))).toHaveLength(trace.steps.length);
    expect(lines).toContain('    t1->>l0: 1. munmap: down_write');
    expect(lines).toContain('    t1-->>l1: 5. zap_pte_range: pte_unmap_unlock');
    expect(lines).toContain('    participant l1 as vma[0].ptl');
    expect(lines.some((line) => line.includes('third'))).toBe(false);
  });

  it('says what fails over all threads, with the marks of Mermaid written as codes', () => {
    const [, { trace }] = races as [Race, Race];
    expect(mermaid(trace)).toContain(
      '    Note over t0,t1: atTheEnd: #34;no #60;update#62; is #34;lost#34; & gone#34; is false',
    );
  });
});
