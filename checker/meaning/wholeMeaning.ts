import { ModelError } from '../../model/language/index.ts';
import { valuesOf } from '../program/domain.ts';
import type { Program } from '../program/program.ts';
import type { Step } from '../program/step.ts';
import { Recording } from './recording.ts';
import { runStep } from './stepOutcome.ts';

/** More ways than that are not gone: through one step, and through all of a program's together. */
const mostOfStep = 1024;
const mostOfAll = 20_000;

/**
 * What each step of a program means, as text: for all values of all fields that it looks at, whatever states there are,
 * what it writes, where it goes, which check it fails and what it touches. By the number of the step; undefined where
 * that is too much to write down.
 */
export function wholeMeaning(program: Program): (string | undefined)[] {
  const recording = new Recording(program);
  let left = mostOfAll;
  return program.steps.map((step) => {
    const ways = waysThrough(recording, step, Math.min(left, mostOfStep));
    left -= ways?.length ?? Math.min(left, mostOfStep);
    return ways?.join('\n');
  });
}

/** The ways through a step in the order of the codes that it is given, the last one of which changes first. */
function waysThrough(recording: Recording, step: Step, most: number): string[] | undefined {
  const ways: string[] = [];
  let codes: readonly number[] | undefined = [];
  while (codes !== undefined) {
    if (ways.length >= most) return undefined;
    const given: readonly number[] = codes;
    let asked = 0;
    recording.begin(() => given[asked++] ?? 0);
    ways.push(outcomeText(recording, step));
    if (recording.isEndless) return undefined;
    codes = following(recording);
  }
  return ways;
}

function outcomeText(recording: Recording, step: Step): string {
  const asked = () => recording.asked.map(({ path }, i) => `${path}=${recording.given[i]}`).join();
  try {
    const { kind, way, writes, touches, failed = '' } = runStep(recording, step);
    const written = writes.map(([{ path }, code]) => `${path}=${code}`).join();
    const touched = touches.map(({ field, kind: how, atomic }) => `${how[0]}${field.path}/${atomic}`).join();
    return [asked(), kind, failed, way, written, touched].join(';');
  } catch (error) {
    // In a state that there may not be, a recipe may do anything.
    if (!(error instanceof ModelError)) throw error;
    return `${asked()};throws`;
  }
}

/** The codes to give next: the last of those given that can be one more is. */
function following({ asked, given }: Recording): number[] | undefined {
  for (let i = given.length - 1; i >= 0; i--)
    if (given[i]! + 1 < valuesOf(asked[i]!.leaf)) return [...given.slice(0, i), given[i]! + 1];
  return undefined;
}
