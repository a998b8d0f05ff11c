import { describe, expect, it } from 'vitest';
import { shownAgain, withOutputs } from './shownAgain.ts';
import { commandsOf } from './snippets.ts';

describe('what a document shows of an output', () => {
  it.each([
    { what: 'is the whole of it', shown: 'a\nb', actual: 'a\nc\nd\n', now: 'a\nc\nd' },
    { what: 'keeps the blank lines behind it', shown: 'a\n\n', actual: 'b\n', now: 'b\n\n' },
    { what: 'keeps old measures', shown: '0.10 s, 2 MB', actual: '0.20 s, 3 MB', now: '0.10 s, 2 MB' },
    { what: 'ends where it ended', shown: 'a\nb\n…', actual: 'x\ny\nz', now: 'x\ny\n…' },
    { what: 'begins where it began', shown: '…\nb', actual: 'x\ny\nz', now: '…\nz' },
    { what: 'has its middle again', shown: 'a\n…\nb\nc\n…', actual: 'a\nz\nb\nd\ne', now: 'a\n…\nb\nd\n…' },
    { what: 'keeps a middle that is gone', shown: 'a\n…\nb\n…\nc', actual: 'a\nx\nd', now: 'a\n…\nb\n…\nd' },
  ])('$what', ({ shown, actual, now }) => {
    expect(shownAgain(shown, actual)).toBe(now);
    expect(shownAgain(now, actual)).toBe(now);
  });
});

describe('a document with outputs', () => {
  it('has them behind their commands, and all else as it was', () => {
    const block = '$ one\n1\n\n$ none\n$ two\n2\n2\n';
    const commands = commandsOf({ language: 'console', text: block, line: 2 });
    const outputs = new Map(
      commands.map((command) => [command, command.command === 'none' ? '' : 'x\ny\nz\n']),
    );
    expect(withOutputs(`text\n\`\`\`console\n${block}\`\`\`\nend\n`, outputs)).toBe(
      'text\n```console\n$ one\nx\ny\nz\n\n$ none\n$ two\nx\ny\nz\n```\nend\n',
    );
  });
});
