import type { Program } from '../../checker/program/program.ts';
import { machine, type Shape } from '../../model/language/index.ts';
import { programOf, threadsOf } from '../helpers/programOf.ts';

/** A program over a schema, with one thread that has these locals and one label, which does nothing. */
export function oneLabel(shape: Shape, locals: Shape = {}): Program {
  const mm = machine(shape);
  return programOf(mm, threadsOf(mm, locals, { step: () => {} }));
}
