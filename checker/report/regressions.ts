import type { KeptRace } from '../questions/series/keptRace.ts';
import { isAsItShouldBe, type Regression } from '../questions/series/regress.ts';
import { schemaVersion } from './json.ts';
import { type Paint, plain } from './paint.ts';
import { counted, wrap } from './text.ts';

/** A kept race, and how it fares on each design. */
export interface Regressed {
  readonly race: KeptRace;
  readonly regressions: readonly Regression[];
}

/** Each race with a line or two for each design: where it stops being possible, or that it came back. */
export function regressionText(all: readonly Regressed[], paint: Paint = plain): string {
  const wrong = all.flatMap(({ regressions }) => regressions.filter((one) => !isAsItShouldBe(one))).length;
  const races = counted(all.length, 'race');
  const conclusion =
    wrong === 0 ? `${races}, all as they should be` : `${races}, ${wrong} not as it should be`;
  return [
    ...all.map(({ race, regressions }) => entry(race, regressions, paint)),
    paint(wrong === 0 ? 'good' : 'bad', conclusion),
  ].join('\n\n');
}

function entry({ name, trace, target }: KeptRace, regressions: readonly Regression[], paint: Paint): string {
  const { failure, steps, design } = trace;
  const what = `${failure.property === undefined ? failure.check : `"${failure.property}"`} in ${counted(steps.length, 'step')}`;
  const [first, ...rest] = wrap(`${name}: ${what}, of ${target}@${design}`, '  ', '');
  const lines = regressions.flatMap((one) => {
    const [head, ...more] = wrap(`${one.design}: ${inWords(one, steps.length)}`, '       ', '  ');
    const good = isAsItShouldBe(one);
    return [`${paint(good ? 'good' : 'bad', good ? 'ok' : '!!')}${head}`, ...more];
  });
  return [paint('heading', first!), ...rest, ...lines].join('\n');
}

function inWords({ mustBeFree, fate, failed }: Regression, steps: number): string {
  switch (fate.kind) {
    case 'same':
      return mustBeFree ? 'IT CAME BACK' : 'still there, as it was found';
    case 'gone':
      return 'its scenario has this design no more, so nobody knows whether the race is one still; record it anew, or delete it';
    case 'other':
      return `another check fails on the way: ${failed}`;
    case 'stopped':
      return `refused at step ${fate.step} of ${steps}, ${fate.thread} at ${fate.label}: ${fate.why}`;
    case 'passed':
      return `every step can be taken, and nothing fails: ${fate.why}`;
  }
}

/** The same for scripts: `{ schemaVersion, regressions }`. */
export function regressionJson(all: readonly Regressed[]): string {
  const rows = all.map(({ race, regressions }) => ({
    name: race.name,
    target: race.target,
    design: race.trace.design,
    failure: race.trace.failure,
    steps: race.trace.steps.length,
    schedule: race.schedule,
    designs: regressions.map((one) => ({ ...one, asItShouldBe: isAsItShouldBe(one) })),
  }));
  return JSON.stringify({ schemaVersion, regressions: rows }, undefined, 2);
}
