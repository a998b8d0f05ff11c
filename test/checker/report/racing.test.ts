import { describe, expect, it } from 'vitest';
import { racingAccess, racingFunctions, stuckThreads } from '../../../checker/report/racing.ts';
import { TraceMaker } from '../../helpers/traces.ts';

const change = (path: string) => ({ path, from: '1', to: '0' });
const failure = (message: string) => ({ check: 'domain', message, inStep: true });

const made = () =>
  new TraceMaker('one', 'two', 'three')
    .step(1, 'free', { changes: [change('page[0].count')] })
    .step(1, 'clear', { changes: [change('page[0].mapcount')] })
    .step(2, 'other', { changes: [change('page[1].count'), change('page[10].count')] })
    .step(0, 'mine', { changes: [change('page[0].count')] })
    .step(0, 'use');

describe('racingAccess', () => {
  it('is the last change of the row by another thread', () => {
    expect(racingAccess(made().trace(failure('page[0] is gone')))).toEqual({
      row: 'page[0]',
      step: 1,
      path: 'page[0].mapcount',
      change: change('page[0].mapcount'),
    });
  });

  it('is the last change of the very field where the message names one that was written', () => {
    expect(racingAccess(made().trace(failure('page[0].count: -1 is outside its domain')))?.step).toBe(0);
    expect(racingAccess(made().trace(failure('page[0].flags: 9 is outside its domain')))?.step).toBe(1);
  });

  it('takes page[1] for another row than page[10]', () => {
    expect(racingAccess(made().trace(failure('page[10] is gone')))?.path).toBe('page[10].count');
  });

  it('is undefined where no row is named, or nobody else has written it', () => {
    expect(racingAccess(made().trace(failure('a row is freed that is free')))).toBeUndefined();
    expect(racingAccess(made().trace(failure('page[7] is gone')))).toBeUndefined();
    expect(racingAccess(new TraceMaker('one').trace(failure('page[0] is gone')))).toBeUndefined();
  });
});

describe('racingFunctions', () => {
  it('are the failing function and what the thread runs that wrote the row', () => {
    expect(racingFunctions(made().trace(failure('page[0] is gone')))).toEqual(['one', 'two']);
  });

  it('are the failing function and what the thread runs that was before it, where no row is named', () => {
    expect(racingFunctions(made().trace(failure('something is wrong')))).toEqual(['one', 'three']);
    expect(racingFunctions(new TraceMaker('one').step(0, 'call.x').trace(failure('x')))).toEqual(['call']);
    expect(racingFunctions(new TraceMaker('one').trace(failure('x')))).toEqual([]);
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
