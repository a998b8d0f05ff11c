import { compileCode } from '../code/js.ts';
import { LearnedSteps } from '../meaning/learnedSteps.ts';
import type { Program } from '../program/program.ts';
import { ReferenceEngine } from '../reference/referenceEngine.ts';
import type { Compiled, Generated } from './compiled.ts';
import { layOutState } from './layout.ts';
import { LearnedWays } from './learnedWays.ts';
import { StateCodec } from './stateCodec.ts';
import { stepCode, stepParameters } from './stepCode.ts';
import type { StepMaker } from './successors.ts';
import { compileViews, viewCode } from './views.ts';

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

/** Compiles a program, or what has been generated for it elsewhere. */
export function compile(program: Program, generated: Generated = generate(program)): Compiled {
  const { layout, stepViews, observerViews, steps } = generated;
  const learned = new LearnedSteps(program, layout);
  return {
    program,
    generated,
    learned,
    ways: new LearnedWays(program, layout, learned),
    codec: new StateCodec(program, layout),
    starts: new ReferenceEngine(program).initial(),
    makeStepViews: compileViews(program, layout, stepViews, 'views of steps'),
    makeObserverViews: compileViews(program, layout, observerViews, 'views of properties'),
    makeSteps: compileCode<StepMaker>('steps', stepParameters, steps),
  };
}
