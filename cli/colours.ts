import { styleText } from 'node:util';
import { type Paint, plain, type Role } from '../checker/report/index.ts';
import type { Io, Output } from './io.ts';

const styles = {
  good: 'green',
  bad: 'red',
  unsure: 'yellow',
  heading: 'bold',
  aside: 'dim',
} as const satisfies Record<Role, Parameters<typeof styleText>[0]>;

/** Colours for an output: on a terminal, unless NO_COLOR or TERM=dumb; anywhere with FORCE_COLOR. */
export function paintFor(output: Output, env: Io['env']): Paint {
  const forced = env.FORCE_COLOR;
  const wanted =
    forced !== undefined && forced !== ''
      ? forced !== '0' && forced !== 'false'
      : !env.NO_COLOR && env.TERM !== 'dumb' && output.isTTY;
  return wanted ? (role, text) => styleText(styles[role], text, { validateStream: false }) : plain;
}
