import { describe, expect, it } from 'vitest';
import { StateQueue } from '../../../checker/search/stateQueue.ts';

/** The i-th of some states, with other numbers around it. */
const source = (words: number, i: number) =>
  Int32Array.from({ length: words + 2 }, (_, w) => (w === 0 || w > words ? -1 : i * 100 + w));

describe('a queue of states', () => {
  it.each([1, 2, 5, 9])('of %i words keeps states and numbers in order while it grows', (words) => {
    const queue = new StateQueue(words, 2);
    for (let i = 0; i < 50; i++) queue.push(source(words, i), 1, i + 1000);
    expect(queue.length).toBe(50);
    for (let i = 0; i < 50; i++) {
      expect(queue.numberAt(i)).toBe(i + 1000);
      expect([...queue.states.subarray(i * words, (i + 1) * words)]).toEqual([
        ...source(words, i).subarray(1, words + 1),
      ]);
    }
  });

  it('copies what it is given', () => {
    const queue = new StateQueue(1);
    const state = Int32Array.of(5);
    queue.push(state, 0, 1);
    state[0] = 6;
    expect(queue.states[0]).toBe(5);
  });

  it('is empty when it is cleared, and takes states from the start again', () => {
    const queue = new StateQueue(2, 4);
    for (let i = 0; i < 9; i++) queue.push(source(2, i), 1, i);
    const { bytes } = queue;
    queue.clear();
    expect(queue.length).toBe(0);
    queue.push(source(2, 77), 1, 42);
    expect([queue.length, queue.numberAt(0), queue.states[0], queue.states[1]]).toEqual([1, 42, 7701, 7702]);
    expect(queue.bytes).toBe(bytes);
  });

  it('says what it takes: each place has a number beside its words', () => {
    expect(new StateQueue(3, 8).bytes).toBe(8 * (3 + 1) * 4);
  });
});
