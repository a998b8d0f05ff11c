import { describe, expect, it } from 'vitest';
import { statementOf } from '../../../checker/report/statement.ts';
import { yields } from '../../../model/language/index.ts';
import { cond_resched } from '../../../model/primitives/index.ts';

describe('the statement of a label that yields', () => {
  it('says so', () => {
    const lines = (line: unknown) => statementOf({ label: 'here', line: line as never }, new Map()).lines;
    expect(lines(cond_resched)).toEqual(['cond_resched();  /* another thread of its CPU may run first */']);
    expect(lines(yields())).toEqual([';  /* another thread of its CPU may run first */']);
  });
});
