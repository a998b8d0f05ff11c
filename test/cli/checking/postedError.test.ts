import { describe, expect, it } from 'vitest';
import { postedError, receivedError } from '../../../cli/checking/postedError.ts';
import { errorText } from '../../../cli/tellError.ts';
import { placeIn } from '../../../cli/userFile.ts';
import { ModelError } from '../../../model/language/index.ts';

describe('an error that is posted', () => {
  it.each([
    ['a mistake in a model', new ModelError('x@y: it is wrong; allowed: what is right')],
    ['an error of ours', new RangeError('out of range')],
    ['a text', 'just a text'],
    ['nothing', undefined],
    ['what cannot be cloned', Object.assign(new Error('with a function'), { of: () => {} })],
  ])('is told as it was: %s', (_, thrown) => {
    const received = receivedError(structuredClone(postedError(thrown)));
    expect(received instanceof ModelError).toBe(thrown instanceof ModelError);
    expect(errorText(received)).toBe(errorText(thrown));
    if (!(thrown instanceof Error)) return;
    expect(placeIn(received)).toBe(placeIn(thrown));
    expect(received.stack).toBe(thrown.stack);
  });
});
