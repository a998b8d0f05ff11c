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
  diff: { summary: 'what changes from one design to another', load: () => import('./diff.ts') },
  series: { summary: 'check a design patch by patch', load: () => import('./series.ts') },
  ablate: {
    summary: 'leave out each part of a design: which ones are needed?',
    load: () => import('./ablate.ts'),
  },
  split: {
    summary: 'take each step of a design apart: which must be one?',
    load: () => import('./split.ts'),
  },
  replay: {
    summary: 'take the steps of a schedule again, on the same or another design',
    load: () => import('./replay.ts'),
  },
  new: { summary: 'write a model to start from', load: () => import('./new.ts') },
  record: { summary: 'keep the race of a design', load: () => import('./record.ts') },
  regress: {
    summary: 'are the designs free of the races that are kept?',
    load: () => import('./regress.ts'),
  },
  export: {
    summary: 'a kept trace as a picture, a diagram, or for another tool',
    load: () => import('./export.ts'),
  },
};
