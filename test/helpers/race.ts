import { buildProgram, type Program } from '../../checker/program/program.ts';
import type { Trace } from '../../checker/trace/trace.ts';
import type { Scenario } from '../../model/language/index.ts';
import lifetime from '../../scenarios/migration/anon-vma-lifetime.ts';
import { lockedTwice } from '../machines/lockedTwice.ts';
import { checked } from './checked.ts';

export interface Race {
  readonly program: Program;
  readonly trace: Trace;
}

/** The race of a design, for the formats that show it. */
export async function raceOf(design: string, scenario: Scenario = lifetime): Promise<Race> {
  const { trace } = await checked(scenario, design);
  return { program: buildProgram(scenario, design), trace: trace! };
}

/** A race that only the state at its end shows, with two threads that hand a lock to each other. */
export const lostUpdateRace = (): Promise<Race> => raceOf('racy', lockedTwice);
