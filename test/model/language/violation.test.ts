import { describe, expect, it } from 'vitest';
import { ModelError } from '../../../model/language/modelError.ts';
import { Violation, violate } from '../../../model/language/violation.ts';

/** What another copy of the language throws, as when a scenario is loaded from its source beside the built tool. */
class Foreign extends Error {
  readonly check = 'BUG_ON';
  constructor(name: string) {
    super('foreign');
    this.name = name;
  }
}

describe('Violation', () => {
  it('carries its check and its message', () => {
    expect(() => violate('BUG_ON', 'why')).toThrow(
      expect.objectContaining({ check: 'BUG_ON', message: 'why' }),
    );
  });

  it('is known when another copy of the language throws it', () => {
    expect(new Foreign('Violation')).toBeInstanceOf(Violation);
    expect(new Foreign('ModelError')).toBeInstanceOf(ModelError);
    expect(new Foreign('Error')).not.toBeInstanceOf(Violation);
    expect(new Foreign('Error')).not.toBeInstanceOf(ModelError);
  });
});
