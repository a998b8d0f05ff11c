import { describe, expect, it } from 'vitest';
import { statementOf } from '../../../checker/report/statement.ts';
import {
  any,
  bool,
  call,
  count,
  either,
  goto,
  machine,
  on,
  oneOf,
  otherwise,
  pointer,
  range,
  size,
  unless,
  wait,
  when,
  yields,
} from '../../../model/language/index.ts';
import { cond_resched } from '../../../model/primitives/index.ts';

describe('the statement of a label that yields', () => {
  it('says so', () => {
    const lines = (line: unknown) => statementOf({ label: 'here', line: line as never }, new Map()).lines;
    expect(lines(cond_resched)).toEqual(['cond_resched();  /* another thread of its CPU may run first */']);
    expect(lines(yields())).toEqual([';  /* another thread of its CPU may run first */']);
  });
});

describe('a label that is C', () => {
  const shown = (label: string, line: unknown) => statementOf({ label, line: line as never }, new Map());
  const is_fault = () => true;

  it('is the statement of a step, ended where it is not', () => {
    const effect = (recipe: () => void) => ({
      kind: 'operation',
      form: 'effect',
      alternatives: [{ effect: recipe, next: { kind: 'fall' } }],
    });
    expect(
      shown(
        'vma->vm_start = start',
        effect(() => {}),
      ),
    ).toEqual({
      lines: ['vma->vm_start = start;'],
      names: ['vma->vm_start = start'],
    });
    expect(
      shown(
        'i++;',
        effect(() => {}),
      ).lines,
    ).toEqual(['i++;']);
    expect(
      shown(
        'vma->vm_start = start',
        goto('out', () => {}),
      ).lines,
    ).toEqual(['vma->vm_start = start; goto out;']);
  });

  it('is the condition on which a test jumps, whichever way its recipe asks', () => {
    expect(shown('address == -EFAULT', when(is_fault, 'next')).lines).toEqual([
      'if (address == -EFAULT) goto next;',
    ]);
    expect(shown('!page_mapped(page)', unless(is_fault, 'return')).lines).toEqual([
      'if (!page_mapped(page)) return;',
    ]);
    expect(shown('page_mapped', unless(is_fault, 'return')).lines).toEqual(['if (!is_fault) return;']);
  });

  it('stands where a step waits, and above the branches of a choice', () => {
    expect(
      shown(
        'lock_page(page)',
        wait(
          () => true,
          () => {},
        ),
      ).lines,
    ).toEqual(['lock_page(page);  /* sleeps until it can */']);
    expect(shown('a || b', either(on(is_fault, goto('out')), otherwise())).lines).toEqual([
      'either {',
      '\ton is_fault: goto out;',
      '\totherwise: ;',
      '}',
    ]);
  });

  it('is a call where it names the function, and stands above the call where it does not', () => {
    const f = machine({}).fn('page_lock', 'x', {}, {}, { a: () => {} });
    expect(shown('anon_vma = page_lock(page)', call(f)).lines).toEqual(['anon_vma = page_lock(page);']);
    expect(shown('the lock', call(f))).toEqual({ lines: ['page_lock();'], names: ['page_lock'] });
  });
});

describe('a step that returns its label', () => {
  const shown = (label: string, line: unknown) =>
    statementOf({ label, line: line as never }, new Map()).lines;
  const which = () => 'again' as const;

  it('reads as a switch', () => {
    const labels = ['again', 'return', 'break'] as const;
    expect(shown('next', goto(labels, which))).toEqual(['switch (which) { goto again; return; break; }']);
    expect(shown('switch (ret)', goto(labels, which))).toEqual([
      'switch (ret) { goto again; return; break; }',
    ]);
  });
});

describe('a branch that chooses', () => {
  const shown = (over: Parameters<typeof any>[0]) =>
    statementOf(
      {
        label: 'take',
        line: either(
          any(
            over,
            () => true,
            () => {},
          ),
        ) as never,
      },
      new Map(),
    ).lines;

  it('says what it chooses from', () => {
    expect(shown('page')).toEqual(['any page: take();']);
    expect(shown(range(-1, size('most', 2)))).toEqual(['any -1..most: take();']);
    expect(shown(['page', oneOf('x', 'y'), bool()])).toEqual(['any [page, x | y, bool]: take();']);
    expect(shown([count(3), pointer('page')])).toEqual(['any [0..3, page or NULL]: take();']);
  });
});
