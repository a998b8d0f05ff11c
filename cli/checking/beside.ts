import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { uncheckedResult } from '../../checker/check.ts';
import type { Limits, Progress } from '../../checker/index.ts';
import { ModelError } from '../../model/language/index.ts';
import { type Checked, uncheckedFor } from './checked.ts';
import type { Message, Order, ThreadData } from './messages.ts';
import { receivedError } from './postedError.ts';
import { receivedResult } from './postedResult.ts';
import { type BuiltTask, titleOf } from './task.ts';

/** A thread beside this one, which checks one design at a time. Where it dies of one, another takes its place. */
export class ThreadBeside {
  readonly #data: ThreadData;
  #worker: Worker | undefined;
  #current: Current | undefined;

  constructor(data: ThreadData) {
    this.#data = data;
  }

  /** What comes of a task; where the thread dies of it, that it could not be checked. */
  check(task: BuiltTask, limits: Limits, onProgress: (progress: Progress) => void): Promise<Checked> {
    const { selection, design } = task;
    const order: Order = { target: selection.target, scenario: selection.scenario.name, design, limits };
    return new Promise((resolve) => {
      this.#current = { task, onProgress, resolve };
      this.#worker ??= this.#started();
      this.#worker.postMessage(order);
    });
  }

  /** Ends the thread, which is at nothing. */
  end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    return new Promise((resolve) => {
      if (worker === undefined) return resolve();
      worker.on('exit', () => resolve());
      worker.postMessage('end');
    });
  }

  #started(): Worker {
    const file = new URL(`./checkThread${extname(import.meta.url)}`, import.meta.url);
    const worker = new Worker(file, { workerData: this.#data });
    const died = (checked: (task: BuiltTask) => Checked) => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#end(checked);
    };
    worker.on('message', (message: Message) => this.#hear(message));
    worker.on('error', (error) => died((task) => brokenBy(error, task)));
    worker.on('exit', (code) => died((task) => endedBy(code, task)));
    return worker;
  }

  #hear(message: Message): void {
    if (message.kind === 'progress') this.#current?.onProgress(message.progress);
    else if (message.kind === 'stray') tellStray(receivedError(message.error));
    else if (message.kind === 'broken')
      this.#end(({ program }) => uncheckedFor(program, receivedError(message.error)));
    else {
      const { result, machine } = message;
      this.#end(({ program }) => ({ result: receivedResult(result, program), machine }));
    }
  }

  #end(checked: (task: BuiltTask) => Checked): void {
    const current = this.#current;
    this.#current = undefined;
    current?.resolve(checked(current.task));
  }
}

/** What a thread is at, and who waits for it. */
interface Current {
  readonly task: BuiltTask;
  readonly onProgress: (progress: Progress) => void;
  readonly resolve: (checked: Checked) => void;
}

/** A thread that is out of memory has come to a limit, as a search may; anything else is a mistake of this tool. */
function brokenBy(error: NodeJS.ErrnoException, { program }: BuiltTask): Checked {
  const isLimit = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isLimit ? { result: uncheckedResult(program, heapUsedUp) } : uncheckedFor(program, error);
}

const heapUsedUp =
  'the memory for JavaScript objects was used up; raise it with NODE_OPTIONS=--max-old-space-size=megabytes';

function endedBy(code: number, task: BuiltTask): Checked {
  const why = `something in it ends its thread with ${code}; allowed: nothing that ends the tool`;
  return uncheckedFor(task.program, new ModelError(`${titleOf(task)}: ${why}`));
}

/** Has whoever listens for what nobody catches in this process hear of it. */
function tellStray(error: Error): void {
  (process as NodeJS.EventEmitter).emit('uncaughtException', error, 'uncaughtException');
}
