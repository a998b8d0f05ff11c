import type { Code } from '../code/js.ts';
import type { LearnedSteps } from '../meaning/learnedSteps.ts';
import type { Program } from '../program/program.ts';
import type { Starts } from '../program/starts.ts';
import type { StateLayout } from './layout.ts';
import type { LearnedWays } from './learnedWays.ts';
import type { StateCodec } from './stateCodec.ts';
import type { StepMaker } from './successors.ts';
import type { MakeViews, ViewCode } from './views.ts';

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
  readonly starts: Starts;
  readonly makeStepViews: MakeViews;
  readonly makeObserverViews: MakeViews;
  readonly makeSteps: StepMaker;
  /** What is known of the meaning of steps: whoever runs the program learns for all. */
  readonly learned: LearnedSteps;
  readonly ways: LearnedWays;
}
