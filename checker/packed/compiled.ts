import type { Code } from '../code/js.ts';
import { compileCode } from '../code/js.ts';
import type { Program } from '../program/program.ts';
import type { State } from '../program/state.ts';
import { ReferenceEngine } from '../reference/referenceEngine.ts';
import { layOutState, type StateLayout } from './layout.ts';
import { StateCodec } from './stateCodec.ts';
import { stepCode, stepParameters } from './stepCode.ts';
import type { StepMaker } from './successors.ts';
import { compileViews, type MakeViews, type ViewCode, viewCode } from './views.ts';

/** What is generated for a program: data alone, which can be posted to a worker that has built the program itself. */
export interface Generated {
  readonly layout: StateLayout;
  /** Views for steps, which check what is touched and written, and for properties, which only look. */
  readonly stepViews: ViewCode;
  readonly observerViews: ViewCode;
  readonly steps: Code;
}

/** A program ready to be run: engines are made of it, as many as are needed, without compiling anything again. */
export interface Compiled {
  readonly program: Program;
  readonly generated: Generated;
  readonly codec: StateCodec;
  /** The states to start from, by name. */
  readonly starts: ReadonlyMap<string, State>;
  readonly makeStepViews: MakeViews;
  readonly makeObserverViews: MakeViews;
  readonly makeSteps: StepMaker;
}

/** Generates the code of a program. Throws ModelError where a state of it is too wide. */
export function generate(program: Program): Generated {
  const layout = layOutState(program);
  return {
    layout,
    stepViews: viewCode(program, layout, 'step'),
    observerViews: viewCode(program, layout, 'observer'),
    steps: stepCode(program, layout),
  };
}

/** Compiles a program, or what has been generated for it elsewhere. Throws ModelError for a start that cannot be made. */
export function compile(program: Program, generated: Generated = generate(program)): Compiled {
  const { layout, stepViews, observerViews, steps } = generated;
  return {
    program,
    generated,
    codec: new StateCodec(program, layout),
    starts: new ReferenceEngine(program).initial(),
    makeStepViews: compileViews(program, stepViews, 'views of steps'),
    makeObserverViews: compileViews(program, observerViews, 'views of properties'),
    makeSteps: compileCode<StepMaker>('steps', stepParameters, steps),
  };
}
