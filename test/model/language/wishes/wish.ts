import { design, holds, type Scenario, scenario } from '../../../../index.ts';

/**
 * What those wished for who wrote models by the guides alone: what they had to write, and what they can write now. Both
 * compile, and are the same machine.
 */
export interface Wish {
  readonly wish: string;
  readonly before: Scenario;
  readonly after: Scenario;
}

type Parts = Pick<Scenario, 'machine' | 'threads'> &
  Partial<Pick<Scenario, 'sizes'>> & { properties?: unknown };

/** A scenario of one design that holds. */
export const of = (parts: Parts): Scenario =>
  scenario('test/wish', { summary: '', designs: { d: design([], holds) }, ...parts } as never);
