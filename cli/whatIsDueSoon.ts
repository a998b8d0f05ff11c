/** How long a user's file that has left timers running is waited for, in milliseconds. */
const dueSoonMs = 250;

/**
 * Waits for timers that were left running in this thread, if there are any: what they throw soon must not hang on how
 * fast the tool was.
 */
export async function whatIsDueSoon(): Promise<void> {
  const end = performance.now() + dueSoonMs;
  const isRunning = () => process.getActiveResourcesInfo().some((kind) => timers.includes(kind));
  while (isRunning() && performance.now() < end) await new Promise((resume) => setTimeout(resume, 10));
}

const timers = ['Timeout', 'Immediate'];
