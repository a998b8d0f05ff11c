import { bool, count, design, holds, machine, many, scenario, thread } from '../../../../model/language/index.ts';

const mm = machine({ n: count(3) });
const work = mm.fn('work', 'mm/example.c', { page: count(1) }, { failed: bool() }, { begin: () => {}, last: () => {} });

export default scenario('test/names', {
  summary: '',
  machine: mm,
  threads: { migrate: thread(work, { page: 0 }), cpu: many(2, () => thread(work, { page: 1 })) },
  properties: ({ always, everyStep, sometimes }) => [
    always('right', (s, { migrate, cpu0 }) => s.n === migrate.my.page && migrate.at('last') && cpu0!.ended),
    everyStep('right too', (before, after, { migrate }) => before.n <= after.n && !migrate.my.failed),
    sometimes('by number', (s, [migrate]) => migrate!.settled && s.n === 1),
    always('no thread', (_s, { migrat }) => migrat === undefined), // error TS2339: 'migrat' does not exist
    always('no local', (_s, { migrate }) => migrate.my.fail), // error TS2339: 'fail' does not exist
    always('no field', (s, { migrate }) => s.m === migrate.my.page), // error TS2339: 'm' does not exist
    always('another type', (_s, { migrate }) => migrate.my.page === 'last'), // error TS2367: have no overlap
  ],
  designs: { d: design([], holds) },
});
