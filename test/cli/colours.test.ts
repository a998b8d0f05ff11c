import { describe, expect, it } from 'vitest';
import { paintFor } from '../../cli/colours.ts';
import { capturedIo } from '../helpers/captured.ts';

const paints = (terminal: boolean, env: Record<string, string>) =>
  paintFor(capturedIo({ terminal }).io.stdout, env)('bad', 'x') !== 'x';

describe('paintFor', () => {
  it.each<[boolean, boolean, Record<string, string>]>([
    [true, true, {}],
    [false, false, {}],
    [false, true, { NO_COLOR: '1' }],
    [true, true, { NO_COLOR: '' }],
    [false, true, { TERM: 'dumb' }],
    [true, false, { FORCE_COLOR: '1' }],
    [true, false, { FORCE_COLOR: '1', NO_COLOR: '1' }],
    [false, true, { FORCE_COLOR: '0' }],
  ])('is %s with a terminal: %s and %j', (colours, terminal, env) => {
    expect(paints(terminal, env)).toBe(colours);
  });
});
