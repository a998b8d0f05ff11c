import type { Trace } from '../trace/trace.ts';
import { lockSteps } from './lockSteps.ts';

/**
 * A trace as a Mermaid sequence diagram (https://mermaid.js.org/syntax/sequenceDiagram.html): the threads that play a
 * part and the locks that they take are participants, a step on a lock is a message to it and any other one a message
 * of the thread to itself, a round that never ends is a loop, and the check that fails stands in a note over all threads.
 */
export function mermaid(trace: Trace): string {
  const { steps, threads, failure, round } = trace;
  const onLocks = lockSteps(trace);
  const locks = [...new Set(onLocks.map(({ lock }) => lock))];
  const running = threads.flatMap((_, i) => (steps.some(({ thread }) => thread === i) ? [i] : []));
  const first = running[0] ?? 0;
  const last = running.at(-1) ?? 0;
  const messages = steps.flatMap(({ thread, fn, line, chosen }, i) => {
    const text = escaped(`${i + 1}. ${fn}: ${line}${chosen === undefined ? '' : ` [${chosen}]`}`);
    const on = onLocks.filter(({ step }) => step === i);
    const begins = i === round ? ['loop for ever'] : [];
    if (on.length === 0) return [...begins, `t${thread}->>t${thread}: ${text}`];
    const toLocks = on.map(
      ({ lock, kind }) => `t${thread}${kind === 'takes' ? '->>' : '-->>'}l${locks.indexOf(lock)}: ${text}`,
    );
    return [...begins, ...toLocks];
  });
  const lines = [
    ...(running.length === 0 ? [`participant t0 as ${escaped(threads[0]!.name)}`] : []),
    ...running.map((i) => `participant t${i} as ${escaped(`${threads[i]!.name}: ${threads[i]!.fn}`)}`),
    ...locks.map((lock, i) => `participant l${i} as ${escaped(lock)}`),
    ...messages,
    ...(round === undefined ? [] : ['end']),
    ...(failure === undefined
      ? []
      : [
          `Note over ${first === last ? `t${first}` : `t${first},t${last}`}: ${escaped(`${failure.check}: ${failure.message}`)}`,
        ]),
  ];
  return `sequenceDiagram\n${lines.map((line) => `    ${line}\n`).join('')}`;
}

/** Text in which nothing means anything to Mermaid: its own entity codes for what would. */
function escaped(text: string): string {
  return text.replace(/[#;<>"\n\r]/g, (character) => `#${character.charCodeAt(0)};`);
}
