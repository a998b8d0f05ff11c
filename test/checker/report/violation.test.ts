import { describe, expect, it } from 'vitest';
import { violationText } from '../../../checker/report/violation.ts';
import type { Trace, TraceFailure } from '../../../checker/trace/trace.ts';
import { changed, TraceMaker } from '../../helpers/traces.ts';
import { made } from '../../machines/made.ts';

const subject = { scenario: made, target: './made.ts' };

const block = (failure: TraceFailure) => {
  const maker = new TraceMaker('migrate', 'munmap')
    .step(0, 'lock_page')
    .step(1, 'free', { changes: [changed('anon_vma[0].inuse', 'true', 'false')] })
    .step(0, 'remap.lock');
  return violationText(maker.trace(failure), subject);
};

describe('violationText', () => {
  it('is a headline, the race table, what was violated, and how to replay it', () => {
    const text = block({
      check: 'slab-use-after-free',
      message: 'anon_vma[0] is touched after it was freed',
      inStep: true,
      about: { path: 'anon_vma[0]', row: 'anon_vma[0]' },
    });
    expect(text).toBe(
      `
BUG: mmcheck: slab-use-after-free in remap / munmap

CPU0             CPU1
----             ----
migrate()
  lock_page
                 munmap()
                   free <- anon_vma[0].inuse: true -> false
  remap()
    lock <- anon_vma[0]
    /* !!! slab-use-after-free */

anon_vma[0] is touched after it was freed

write to anon_vma[0].inuse by task thread1/1 on cpu 1:
 munmap: free (step 2)

value changed: true -> false

replay: mmcheck replay ./made.ts@base --schedule 0,1,0`.slice(1),
    );
  });

  it('says after which step it could not be avoided any more, or why that is not known', () => {
    const failure = { check: 'BUG_ON', message: 'm', inStep: true };
    const maker = new TraceMaker('f').step(0, 'x').step(0, 'y');
    const said = (extras: Partial<Trace>) => {
      const lines = violationText(maker.trace(failure, extras), subject).split('\n');
      return lines.slice(lines.indexOf('m') + 1, -1).join(' ');
    };
    expect(said({})).toBe('');
    expect(said({ unavoidableAfter: 0 })).toBe(
      'it cannot be avoided: every run from this start fails a check',
    );
    expect(said({ unavoidableAfter: 1 })).toBe(
      'after step 1 it cannot be avoided: every way to go on fails a check',
    );
    expect(said({ unavoidableAfter: 2 })).toBe('it can be avoided up to the last step');
    expect(said({ unavoidableUnknown: 'more than 7 states lie behind it' })).toBe(
      'from which step on it cannot be avoided was not determined: more than 7 states lie behind it',
    );
  });

  it('puts a built-in check into the words of its property', () => {
    const text = block({
      check: 'double-free',
      property: 'freed once',
      message: 'a row is freed',
      inStep: true,
    });
    expect(text).toContain('BUG: mmcheck: double-free in remap / munmap\n');
    expect(text).toContain('\n"freed once": a row is freed\n');
  });

  it('names a property once where it has no other name', () => {
    const text = block({
      check: 'always',
      property: 'p',
      message: '"p" is false in this state',
      inStep: false,
    });
    expect(text).toContain('BUG: mmcheck: broken property (always) in remap / munmap\n');
    expect(text).toContain('\n\n"p" is false in this state\nreplay:');
  });

  it('has no table for what is wrong from the start', () => {
    const failure = { check: 'always', property: 'p', message: '"p" is false in this state', inStep: false };
    expect(violationText(new TraceMaker('f').trace(failure), subject).split('\n')).toEqual([
      'BUG: mmcheck: broken property (always) in the initial state',
      '',
      '"p" is false in this state',
      "replay: mmcheck replay ./made.ts@base --schedule ''",
    ]);
  });

  it('colours the headline, and changes no word by that', () => {
    const trace = new TraceMaker('f').step(0, 'x').trace({ check: 'BUG_ON', message: 'm', inStep: true });
    const coloured = violationText(trace, subject, (role, text) => `<${role}>${text}</${role}>`);
    expect(coloured).toMatch(/^<bad>BUG: mmcheck: BUG_ON in f<\/bad>\n/);
    expect(coloured.replace(/<\/?bad>/g, '')).toBe(violationText(trace, subject));
  });
});
