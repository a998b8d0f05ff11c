import { compile } from '../checker/packed/compile.ts';
import { buildProgram } from '../checker/program/program.ts';
import { breadthFirst } from '../checker/search/breadthFirst.ts';
import anonVmaRef from './anon-vma-ref.ts';

/** Explores one size of the reference model in a process of its own, and prints the run as JSON. */
const [processes, migrators, pages] = process.argv.slice(2).map(Number) as [number, number, number];
const { states, transitions, seconds, findings } = await breadthFirst(
  compile(buildProgram(anonVmaRef, 'reference', { processes, migrators, pages })),
);
if (findings.length > 0) throw new Error(`the reference model is broken: ${findings[0]!.failure.message}`);
// Resident memory at its highest, in kilobytes on Linux.
const megabytes = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ states, transitions, seconds, megabytes }));
