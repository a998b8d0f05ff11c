import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import { raceTable } from '../../../checker/report/raceTable.ts';
import { svg } from '../../../checker/report/svg.ts';
import { lostUpdateRace, type Race, raceOf } from '../../helpers/race.ts';

let races: Race[];
beforeAll(async () => {
  races = await Promise.all([raceOf('2.6.34+ref'), raceOf('2.6.35'), lostUpdateRace()]);
});

const parser = new XMLParser({ ignoreAttributes: false, trimValues: false });

describe('the race table as SVG', () => {
  it('is well-formed XML', () => {
    for (const { trace } of races) expect(XMLValidator.validate(svg(trace))).toBe(true);
  });

  it('stays well-formed whatever the names are', () => {
    const [{ trace }] = races as [Race];
    const odd = { ...trace, failure: { ...trace.failure!, check: 'a <b> & "c" ]]>' } };
    expect(XMLValidator.validate(svg(odd))).toBe(true);
  });

  it('says what the table says, line by line', () => {
    for (const { trace } of races) {
      const { text } = parser.parse(svg(trace)).svg;
      const lines = (text as { '#text': string }[]).map((line) => line['#text']);
      expect(lines.slice(1)).toEqual(raceTable(trace).split('\n'));
    }
  });

  it('is monospaced, keeps spaces, has a title, and colours for light and dark', () => {
    const text = svg(races[0]!.trace);
    expect(text).toContain('prefers-color-scheme: dark');
    expect(text).toContain('monospace');
    const parsed = parser.parse(text).svg;
    expect(parsed.title).toMatch(/^BUG: mmcheck: slab-use-after-free/);
    expect(parsed['@_xmlns']).toBe('http://www.w3.org/2000/svg');
    for (const line of parsed.text) expect(line['@_xml:space']).toBe('preserve');
  });

  it('is as large as its text', () => {
    const text = svg(races[1]!.trace);
    const { '@_width': width, '@_height': height, text: lines } = parser.parse(text).svg;
    for (const line of lines as { '#text': string; '@_y': string }[]) {
      expect(Number(line['@_y'])).toBeLessThan(Number(height));
      // A character of a monospaced font is 0.6 of its size wide.
      expect(16 + line['#text'].length * 14 * 0.6).toBeLessThan(Number(width));
    }
  });
});
