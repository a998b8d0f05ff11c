import type { Command } from './command.ts';

/** The commands of the tool; each is loaded when it is used. */
export const commands: Readonly<
  Record<string, { readonly summary: string; readonly load: () => Promise<{ readonly command: Command }> }>
> = {
  list: {
    summary: 'the scenarios, their designs and what is expected of them',
    load: () => import('./list.ts'),
  },
  check: { summary: 'check designs of scenarios', load: () => import('./check.ts') },
  show: { summary: 'the functions of a design as listings', load: () => import('./show.ts') },
  replay: {
    summary: 'take the steps of a schedule again, on the same or another design',
    load: () => import('./replay.ts'),
  },
};
