import { describe, expect, it } from 'vitest';
import { generate } from '../../../checker/packed/compile.ts';
import {
  any,
  bool,
  either,
  goto,
  machine,
  on,
  otherwise,
  pointer,
  table,
  tasks,
  when,
} from '../../../model/language/index.ts';
import { spin_lock, spin_unlock, spinlock, taskFields } from '../../../model/primitives/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';

const mm = machine({
  page: table(2, { locked: bool(), lock: spinlock() }),
  list: spinlock(),
  task: tasks(taskFields()),
});
type Mm = typeof mm.state;

describe('the code of a small machine', () => {
  const listing = {
    list_lock: spin_lock((s: Mm) => s.list),
    pick: either(
      any(
        'page',
        (s: Mm, _my: { page: number | null }, page) => !s.page[page]!.locked,
        (_s: Mm, my: { page: number | null }, page) => {
          my.page = page;
        },
      ),
      otherwise(goto('list_unlock')),
    ),
    page_locked: when((s: Mm, my: { page: number | null }) => s.page[my.page!]!.locked, 'list_unlock'),
    set_locked: (s: Mm, my: { page: number | null }) => {
      s.page[my.page!]!.locked = true;
    },
    list_unlock: spin_unlock((s: Mm) => s.list),
  };
  const program = programOf(mm, threadsOf(mm, { page: pointer('page') }, listing));

  it('is what docs/packed-state.md shows', async () => {
    const { steps, stepViews } = generate(program);
    const file = './generatedCode.golden.txt';
    await expect(`${stepViews.source}\n\n${steps}\n`).toMatchFileSnapshot(file);
  });
});

describe('the text of a label', () => {
  const texts = [
    'vma->vm_start = start',
    'two words',
    '*/ } throw 1; /*',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is meant to look like one
    '`${1}`',
    'it\'s "quoted" \\n',
    '//',
    '0x1',
    'constructors',
    'ünïcode ✓',
  ];

  it('may be any on one line, and is no code', async () => {
    const lock = (s: Mm) => {
      s.page[0]!.locked = true;
    };
    const lines = texts.map((text): [string, unknown] => [text, lock]);
    const choices = either(
      on(() => true, goto(texts[3]!)),
      on(() => true),
    );
    const listing = { choose: choices, ...Object.fromEntries(lines) };
    const program = programOf(mm, threadsOf(mm, {}, listing as never));
    const space = await expectAgreement(program.scenario, 'only');
    // The start; the first label and the one that is jumped to, before anything is locked; and behind each label.
    expect(space).toMatchObject({ states: 1 + 2 + texts.length, findings: [] });
    expect(space?.fired).not.toContain(0);
  });
});
