import { describe, expect, it } from 'vitest';
import { mmcheck } from '../helpers/captured.ts';

describe('a race that is found in time, and not told in time', () => {
  it('is no pass, although it was expected', async () => {
    const late = await mmcheck('check ./toldLate.ts@expected --timeout 2 --quiet');
    expect(late).toEqual({
      code: 3,
      stdout: '',
      stderr:
        'mmcheck: ./toldLate.ts@expected: the time was up before all was told of its race; raise --timeout, or lower a size with --set\n',
    });
    // Nobody has to wait a second time.
    const { code, stdout, stderr } = await mmcheck('check ./toldLate.ts@expected --timeout 60');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).not.toContain('the time was up');
  });
});
