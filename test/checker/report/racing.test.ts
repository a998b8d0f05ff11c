import { describe, expect, it } from 'vitest';
import { racingAccess, racingFunctions, stuckThreads } from '../../../checker/report/racing.ts';
import { changed, TraceMaker } from '../../helpers/traces.ts';

const change = (path: string) => changed(path, '1', '0');
/** A failure about a field, or the row that it lies in; or about nothing. */
const failure = (path?: string) => {
  const about = path === undefined ? {} : { about: { path, row: path.split('.')[0]! } };
  return { check: 'domain', message: 'it is not as it must be', inStep: true, ...about };
};

const made = () =>
  new TraceMaker('one', 'two', 'three')
    .step(1, 'free', { changes: [change('page[0].count')] })
    .step(1, 'clear', { changes: [change('page[0].mapcount')] })
    .step(2, 'other', { changes: [change('page[1].count'), change('page[10].count')] })
    .step(0, 'mine', { changes: [change('page[0].count')] })
    .step(0, 'use');

describe('racingAccess', () => {
  it('is the last change of the row by another thread', () => {
    expect(racingAccess(made().trace(failure('page[0]')))).toEqual({
      row: 'page[0]',
      step: 1,
      path: 'page[0].mapcount',
      change: change('page[0].mapcount'),
    });
  });

  it('is the last change of the very field where it is about one that was written', () => {
    expect(racingAccess(made().trace(failure('page[0].count')))?.step).toBe(0);
    expect(racingAccess(made().trace(failure('page[0].flags')))).toBeUndefined();
  });

  it('is of the field that the step touches in a row that is named, unless the row comes or goes', () => {
    const access = { kind: 'read', path: 'page[0].count', row: 'page[0]', step: 4 } as const;
    expect(racingAccess(made().trace({ ...failure('page[0]'), access }))?.step).toBe(0);
    const other = { ...access, path: 'page[0].flags' };
    expect(racingAccess(made().trace({ ...failure('page[0]'), access: other }))).toBeUndefined();
    const gone = change('page[0].slab.inuse');
    const freed = { ...gone, field: { ...gone.field, bookkeeping: true } };
    const maker = new TraceMaker('one', 'two')
      .step(1, 'free', { changes: [freed] })
      .step(1, 'write', { changes: [change('page[0].count')] })
      .step(0, 'use');
    expect(racingAccess(maker.trace({ ...failure('page[0]'), access: { ...access, step: 2 } }))?.step).toBe(
      0,
    );
  });

  it('is none of another field of the row, and then nothing is said of the other thread', () => {
    const access = { kind: 'read', path: 'page[0].flags', row: 'page[0]', step: 4 } as const;
    const { about: _, ...unnamed } = failure('page[0]');
    const own = made().trace({ ...unnamed, access });
    expect(racingAccess(own)).toBeUndefined();
    expect(racingFunctions(own)).toEqual(['one']);
    const written = made().trace({ ...unnamed, access: { ...access, path: 'page[0].mapcount' } });
    expect(racingAccess(written)?.step).toBe(1);
    expect(racingFunctions(written)).toEqual(['one', 'two']);
    // A property knows no step: who wrote what it looked at need not be all there is to it.
    expect(racingFunctions(made().trace({ ...unnamed, check: 'always', access }))).toEqual(['one', 'three']);
  });

  it('takes page[1] for another row than page[10]', () => {
    expect(racingAccess(made().trace(failure('page[10]')))?.path).toBe('page[10].count');
  });

  it('is undefined where it is about no row, or nobody else has written it', () => {
    expect(racingAccess(made().trace(failure()))).toBeUndefined();
    expect(racingAccess(made().trace(failure('page[7]')))).toBeUndefined();
    expect(racingAccess(new TraceMaker('one').trace(failure('page[0]')))).toBeUndefined();
  });
});

describe('racingFunctions', () => {
  it('are the failing function and what the thread runs that wrote the row', () => {
    expect(racingFunctions(made().trace(failure('page[0]')))).toEqual(['one', 'two']);
  });

  it('are the failing function and what the thread runs that was before it, where it is about no row', () => {
    expect(racingFunctions(made().trace(failure()))).toEqual(['one', 'three']);
    expect(racingFunctions(new TraceMaker('one').step(0, 'call.x').trace(failure()))).toEqual(['call']);
    expect(racingFunctions(new TraceMaker('one').trace(failure()))).toEqual([]);
  });

  it('are what the stuck threads run, for a deadlock', () => {
    const maker = new TraceMaker('one', 'two', 'three');
    maker.step(0, 'a', { waiting: [maker.at(0, 'b'), maker.at(2, 'a')] }).step(1, 'ends');
    const trace = maker.trace({ check: 'deadlock', message: 'no thread can go on', inStep: false });
    expect(racingFunctions(trace)).toEqual(['one', 'three']);
  });
});

describe('stuckThreads', () => {
  it('are those whose wait has not ended', () => {
    const maker = new TraceMaker('one', 'two');
    maker.step(0, 'a', { waiting: [maker.at(1, 'x')] }).step(1, 'x', { waiting: [maker.at(0, 'b')] });
    expect(stuckThreads(maker.trace())).toEqual([0]);
  });
});
