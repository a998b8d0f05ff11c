import { parentPort, workerData } from 'node:worker_threads';
import type { Progress } from '../../checker/index.ts';
import { ModelError, type Scenario } from '../../model/language/index.ts';
import { keptFromExit } from '../keptFromExit.ts';
import { select } from '../loadScenario.ts';
import { whatIsDueSoon } from '../whatIsDueSoon.ts';
import { checkProgram } from './checked.ts';
import type { Message, Order, ThreadData } from './messages.ts';
import { postedError } from './postedError.ts';
import { postedResult } from './postedResult.ts';
import { builtTask } from './task.ts';

// What runs in a thread beside the main one: it checks one design after the other, as it is told to.
const { cwd, sizes, hashes, readsExpected, tells, interrupted } = workerData as ThreadData;
const post = (message: Message) => parentPort!.postMessage(message);
const loaded = new Map<string, Promise<Scenario>>();

const exit = keptFromExit();
process.on('uncaughtException', (error) => post({ kind: 'stray', error: postedError(error) }));
parentPort!.on('message', async (order: Order | 'end') => {
  try {
    if (order === 'end') return await end();
    post(await checked(order));
  } catch (error) {
    post({ kind: 'broken', error: postedError(error) });
  }
});

async function end(): Promise<never> {
  await whatIsDueSoon();
  return exit();
}

async function checked({ target, scenario: name, design, limits }: Order): Promise<Message> {
  const key = `${target}#${name}`;
  if (!loaded.has(key)) loaded.set(key, load(target, name));
  const scenario = await loaded.get(key)!;
  const { program } = builtTask({ selection: { scenario, target, designs: [design] }, design }, sizes);
  const { result, machine, error } = await checkProgram(program, { limits, hashes, readsExpected }, (now) => {
    if (tells) post({ kind: 'progress', progress: countsOf(now) });
    return Atomics.load(interrupted, 0) === 1;
  });
  if (error !== undefined) throw error;
  return { kind: 'checked', result: postedResult(result), machine };
}

/** The counts alone: who tells of progress may have more in its hands. */
function countsOf({ states, transitions, depth, frontier, seconds }: Progress): Progress {
  return { states, transitions, depth, frontier, seconds };
}

/** What the file prints while it is loaded, it has printed in the main thread. */
async function load(target: string, name: string): Promise<Scenario> {
  const streams = [process.stdout, process.stderr];
  const writes = streams.map(({ write }) => write);
  for (const stream of streams) stream.write = () => true;
  try {
    const found = (await select(target, cwd)).find(({ scenario }) => scenario.name === name);
    if (found !== undefined) return found.scenario;
    throw new ModelError(`${target}: it has no scenario '${name}' when it is loaded again`);
  } finally {
    streams.forEach((stream, i) => {
      stream.write = writes[i]!;
    });
  }
}
