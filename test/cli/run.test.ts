import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { commands } from '../../cli/commands.ts';
import { mmcheck } from '../helpers/captured.ts';

afterEach(() => vi.restoreAllMocks());

describe('mmcheck', () => {
  it('says its version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await mmcheck('--version')).toEqual({ code: 0, stdout: `mmcheck ${version}\n`, stderr: '' });
  });

  it('helps on request, with every command and every exit code', async () => {
    const { code, stdout, stderr } = await mmcheck('--help');
    expect([code, stderr]).toEqual([0, '']);
    for (const name of Object.keys(commands)) expect(stdout).toMatch(new RegExp(`^ +${name} +\\w`, 'm'));
    for (const exit of [0, 1, 2, 3, 4, 70, 130]) expect(stdout).toMatch(new RegExp(`^ +${exit} +\\w`, 'm'));
    expect((await mmcheck('-h')).stdout).toBe(stdout);
  });

  it('helps on stderr where nothing is asked of it', async () => {
    const { code, stdout, stderr } = await mmcheck('');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('usage: mmcheck COMMAND');
  });

  it.each(Object.keys(commands))(
    'helps with %s: usage, options, examples that can be typed',
    async (name) => {
      const { code, stdout } = await mmcheck([name, '--help']);
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`^usage: mmcheck ${name}`));
      expect(stdout).toMatch(/\n\noptions\n {2}--/);
      expect(stdout).toMatch(new RegExp(`\n\nexamples\n {2}mmcheck ${name}`));
      const { command } = await commands[name]!.load();
      for (const option of Object.keys(command.spec.options)) expect(stdout).toContain(`  --${option}`);
    },
  );

  it('names the nearest command', async () => {
    expect(await mmcheck('chek')).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^mmcheck: there is no command 'chek'; did you mean 'check'\? \(allowed: list, check,/,
      ),
    });
  });

  it('calls a bug of its own a bug, and shows the stack to those who debug it', async () => {
    const { command } = await commands.list!.load();
    vi.spyOn(command, 'run').mockRejectedValue(new Error('the engines disagree on a step'));
    const { code, stdout, stderr } = await mmcheck('list');
    expect([code, stdout]).toEqual([70, '']);
    expect(stderr).toContain('mmcheck: internal error: the engines disagree on a step\n');
    expect(stderr).toContain('please report it');
    expect(stderr).not.toContain('run.test.ts');
    const debugged = await mmcheck('list', { env: { MMCHECK_DEBUG: '1' } });
    expect(debugged).toMatchObject({ code: 70, stderr: expect.stringContaining('run.test.ts') });
  });
});
