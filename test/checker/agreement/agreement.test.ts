import fc from 'fast-check';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { layOutState } from '../../../checker/packed/layout.ts';
import { nameOfFailure } from '../../../checker/program/failure.ts';
import { buildProgram, type Program } from '../../../checker/program/program.ts';
import type { Space } from '../../../checker/search/space.ts';
import { engineChecks, isHandler, type Scenario, type Thread } from '../../../model/language/index.ts';
import { kernelChecks } from '../../../model/primitives/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { Choices, choiceBytes } from '../../helpers/choices.ts';
import { type RandomMachine, randomMachine } from '../../helpers/randomMachine.ts';
import { explore } from '../../helpers/searches.ts';
import { walkBoth } from '../../helpers/walkBoth.ts';

const seed = 20_100_517;
const maxStates = 1500;
/** Where a property fails, so much time to look for a smaller machine that fails; else it takes a fraction of it. */
const interruptAfterTimeLimit = 120_000;

describe('the packed engine, the reference engine and the oracle', () => {
  it('find the same in random machines', async () => {
    let compared = 0;
    const property = fc.asyncProperty(randomMachine, async ({ scenario }) => {
      const first = await expectAgreement(scenario, 'base', { maxStates });
      const all = await expectAgreement(scenario, 'base', { maxStates, sought: 'none' });
      if (all === undefined) return;
      compared++;
      // What is found first when any failure will do is found first when none will.
      expect(all.findings[0]).toEqual(first?.findings[0]);
      const last = all.findings.at(-1)?.failure;
      if (all.findings.length < 2 || last === undefined) return;
      await expectAgreement(scenario, 'base', {
        maxStates,
        sought: { by: nameOfFailure(last) },
      });
    });
    await fc.assert(property, { seed, numRuns: 250, interruptAfterTimeLimit });
    expect(compared).toBeGreaterThan(225);
  }, 300_000);

  it('find the same where threads turn handlers off', async () => {
    const turnsOff = ({ scenario }: RandomMachine) =>
      buildProgram(scenario, 'base').gates.some((gate) => (gate?.masks.length ?? 0) > 0);
    const property = fc.asyncProperty(randomMachine.filter(turnsOff), async ({ scenario }) => {
      await expectAgreement(scenario, 'base', { maxStates, sought: 'none' });
    });
    await fc.assert(property, { seed, numRuns: inject('long') ? 500 : 25, interruptAfterTimeLimit });
  }, 300_000);

  it('go the same ways through random machines', () => {
    let steps = 0;
    const property = fc.property(randomMachine, choiceBytes(80), ({ scenario }, bytes) => {
      steps += walkBoth(buildProgram(scenario, 'base'), new Choices(bytes), 60);
    });
    fc.assert(property, { seed, numRuns: 200, interruptAfterTimeLimit });
    expect(steps).toBeGreaterThan(1000);
  }, 300_000);
});

/** A comparison is worth what the machines compared are: these are from the same generator. */
describe('random machines', () => {
  const results: (Space & { readonly words: number })[] = [];
  beforeAll(async () => {
    for (const { scenario } of fc.sample(randomMachine, { seed, numRuns: 1000 })) {
      const program = buildProgram(scenario, 'base');
      const result = await explore(program, { sought: 'none', limits: { maxStates: 5000 } });
      results.push({ ...result, words: layOutState(program).words });
    }
  }, 120_000);
  const failures = () => results.flatMap(({ findings }) => findings.map(({ failure }) => failure));

  // What a thread that is stuck fails is not found by a search, but behind it: stuck.test.ts compares that.
  const stuck = ['hung-task', 'soft-lockup'];
  const searched = engineChecks.filter((check) => !stuck.includes(check));
  it.each([...searched, ...kernelChecks, 'always', 'everyStep', 'atTheEnd'])('fail by %s', (check) => {
    expect(failures().map((failure) => failure.check)).toContain(check);
  });

  it('have failures of built-in checks that a property names, in steps and at the end', () => {
    const named = failures().filter(({ check, property }) => property?.includes(`never ${check}`));
    expect(named.some(({ where }) => where.kind === 'step')).toBe(true);
    expect(named.some(({ where }) => where.kind === 'end')).toBe(true);
  });

  it('are as often right as wrong, within a factor of five', () => {
    const complete = results.filter(({ stopped }) => stopped === undefined);
    const wrong = complete.filter(({ findings }) => findings.length > 0);
    expect(complete.length).toBeGreaterThan(900);
    expect(wrong.length).toBeGreaterThan(complete.length / 6);
    expect(wrong.length).toBeLessThan((complete.length * 5) / 6);
  });

  it('have states of one word and of two to six and more', () => {
    const words = new Set(results.map((result) => result.words));
    expect([...words]).toEqual(expect.arrayContaining([1, 2, 3, 4, 5, 6]));
  });

  it('have spaces of one state and of more than a thousand, shallow and deep', () => {
    const complete = results.filter(({ stopped }) => stopped === undefined);
    expect(complete.some(({ states }) => states > 1000)).toBe(true);
    expect(complete.filter(({ states }) => states > 50).length).toBeGreaterThan(100);
    expect(complete.some(({ depth }) => depth > 20)).toBe(true);
  });

  it('have threads that share CPUs, and come to something else without their turns or their preemption', async () => {
    const made = fc.sample(randomMachine, { seed, numRuns: 400 }).map(({ scenario }) => scenario);
    const shared = made.filter((scenario) => buildProgram(scenario, 'base').cpus.length > 0);
    expect(shared.length).toBeGreaterThan(80);
    const states = async (scenario: Scenario) => {
      const limits = { maxStates: 3000 };
      return (await explore(buildProgram(scenario, 'base'), { sought: 'none', limits })).states;
    };
    let [turns, preempted, yielded] = [0, 0, 0];
    for (const scenario of shared) {
      const { preemption, ...without } = scenario;
      const [all, alone] = [await states(scenario), await states(withoutCpus(scenario))];
      if (all !== alone) turns++;
      if (preemption !== undefined && all !== (await states(without))) preempted++;
      const { bodies } = buildProgram(scenario, 'base');
      if (bodies.some(({ labels }) => labels.some(({ form }) => form === 'yields'))) yielded++;
    }
    expect(turns).toBeGreaterThan(40);
    expect(preempted).toBeGreaterThan(10);
    expect(yielded).toBeGreaterThan(15);
    expect(failures().some(({ message }) => message.includes(' for its CPU, which '))).toBe(true);
  }, 60_000);

  it('have handlers, and come to something else where those are tasks, or come where they are off', async () => {
    const made = fc.sample(randomMachine, { seed, numRuns: 600 }).map(({ scenario }) => scenario);
    let [handlers, asTasks, masked] = [0, 0, 0];
    for (const scenario of made) {
      const program = buildProgram(scenario, 'base');
      if (!program.threads.some(({ context }) => isHandler(context))) continue;
      handlers++;
      const limits = { maxStates: 3000 };
      const sizeOf = async (of: Program) => (await explore(of, { sought: 'none', limits })).states;
      const all = await sizeOf(program);
      if (all !== (await sizeOf(buildProgram(withoutHandlers(scenario), 'base')))) asTasks++;
      const gates = program.gates.map((gate) => gate && { ...gate, masks: [] });
      if (all !== (await sizeOf({ ...program, gates }))) masked++;
    }
    expect(handlers).toBeGreaterThan(60);
    expect(asTasks).toBeGreaterThan(30);
    expect(masked).toBeGreaterThan(3);
  }, 60_000);

  it('come to bounds of the model, but not all of them', () => {
    const bounded = results.filter(({ reached }) => reached.length > 0);
    expect(bounded.length).toBeGreaterThan(5);
    expect(bounded.some(({ findings }) => findings.length === 0)).toBe(true);
  });

  it('leave labels that never fire and reach witnesses, but not all of them', () => {
    expect(results.some(({ fired }) => fired.includes(0))).toBe(true);
    expect(results.some(({ fired }) => !fired.includes(0))).toBe(true);
    expect(results.some(({ witnesses }) => witnesses.length > 0)).toBe(true);
  });
});

const asTask = (thread: Thread): Thread => ({ ...thread, context: 'task' });

/** The scenario with tasks in the place of handlers. */
function withoutHandlers(scenario: Scenario): Scenario {
  const threads = Object.entries(scenario.threads).map(([name, entry]) => [
    name,
    'make' in entry ? { ...entry, make: (i: number) => asTask(entry.make(i)) } : asTask(entry),
  ]);
  return { ...scenario, threads: Object.fromEntries(threads) };
}

/** The scenario with a CPU for each of its threads. */
function withoutCpus(scenario: Scenario): Scenario {
  const alone = ({ cpu: _, ...rest }: Thread): Thread => ({ ...rest, context: 'task' });
  const threads = Object.entries(scenario.threads).map(([name, entry]) => [
    name,
    'make' in entry ? { ...entry, make: (i: number) => alone(entry.make(i)) } : alone(entry),
  ]);
  return { ...scenario, threads: Object.fromEntries(threads) };
}
