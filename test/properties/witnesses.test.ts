import { describe, expect, it } from 'vitest';
import { check } from '../../checker/check.ts';
import { releases as allocatorReleases } from '../../model/allocator/releases.ts';
import { zoneOf } from '../../model/allocator/start.ts';
import { MIGRATE_MOVABLE, type Zone } from '../../model/allocator/zone.ts';
import { design, holds, type Property, type Scenario, type Thread } from '../../model/language/index.ts';
import { onePage } from '../../model/migration/onePage.ts';
import { releases } from '../../model/migration/releases.ts';
import type { Mm } from '../../model/rmap/mm.ts';
import * as properties from '../../properties/index.ts';
import buddy from '../../scenarios/allocator/buddy.ts';
import compaction from '../../scenarios/allocator/compaction.ts';
import lifetime from '../../scenarios/migration/anon-vma-lifetime.ts';

const [completes, givesUp] = properties.migrationWitnesses as [Property<Mm>, Property<Mm>];
const reused = properties.freedRowIsReused;
const [allFree, onBoth] = properties.conservationWitnesses as [Property<Zone>, Property<Zone>];
const { movable, unmovable } = buddy.threads as Readonly<Record<string, Thread>>;
const { migrate, munmap, third } = lifetime.threads as Readonly<Record<string, Thread>>;

/** Somebody else has a reference to the page, so that no migration of it succeeds. */
const oneTooMany = (s: Mm) => {
  onePage.mapped(s);
  s.page[0]!.count++;
};

/** Two pages somebody has for ever, and the other blocks cannot come together. */
const held = zoneOf(
  [MIGRATE_MOVABLE, MIGRATE_MOVABLE],
  [
    [0, 0],
    [4, 0],
  ],
);
const allIsFree = zoneOf([MIGRATE_MOVABLE, MIGRATE_MOVABLE]);
const zoneAlone = { ...buddy, designs: { only: design(allocatorReleases['2.6.35'], holds) } };

const [moved, freed, pinned, left] = properties.compactionWitnesses as readonly Property<never>[];
const { compact, other } = compaction.threads as Readonly<Record<string, Thread>>;
const compacting = { ...compaction, designs: { only: compaction.designs['2.6.35']! }, within: {} };
const alone = { ...compacting, threads: { compact: compact! } };
const both = { ...compacting, threads: { compact: compact!, other: other! } };
const noTransfer = { ...alone, initial: { 'a user': compaction.initial['a user']! } };
const nobody = { ...compacting, threads: { other: other! } };

/** What a search has to do with to see a witness, and to miss it: what is not there is what it is about. */
const rows: readonly {
  readonly witness: Property<never>;
  readonly seen: Partial<Scenario>;
  readonly unseen: Readonly<Record<string, Partial<Scenario>>>;
}[] = [
  {
    witness: completes,
    seen: { threads: { migrate: migrate! } },
    unseen: {
      'no migration succeeds': { threads: { migrate: migrate! }, initial: { oneTooMany } },
      'nobody migrates': { threads: { munmap: munmap! } },
    },
  },
  {
    witness: givesUp,
    seen: { threads: { migrate: migrate!, munmap: munmap! } },
    unseen: {
      'nobody unmaps the page': { threads: { migrate: migrate! } },
      'it gives up for another reason': { threads: { migrate: migrate! }, initial: { oneTooMany } },
    },
  },
  {
    witness: reused,
    seen: { threads: { munmap: munmap!, third: third! } },
    unseen: {
      'nobody frees the row': { threads: { third: third! } },
      'nobody allocates it again': { threads: { munmap: munmap! } },
    },
  },
  {
    witness: allFree,
    seen: { ...zoneAlone, threads: { movable: movable! }, initial: { allIsFree } },
    unseen: { 'somebody keeps a page': { ...zoneAlone, threads: { movable: movable! }, initial: { held } } },
  },
  {
    witness: onBoth,
    seen: { ...zoneAlone, threads: { movable: movable!, unmovable: unmovable! }, initial: { allIsFree } },
    unseen: {
      'one CPU does nothing': { ...zoneAlone, threads: { movable: movable! }, initial: { allIsFree } },
    },
  },
  { witness: moved!, seen: alone, unseen: { 'nobody compacts': nobody } },
  { witness: freed!, seen: both, unseen: { 'no user exits': alone } },
  { witness: pinned!, seen: both, unseen: { 'nobody pins': noTransfer } },
  { witness: left!, seen: alone, unseen: { 'nobody compacts': nobody } },
];

/** Whether the whole space has a state that the witness is true in. */
async function isSeen(witness: Property<never>, parts: Partial<Scenario>): Promise<boolean> {
  const only = {
    ...lifetime,
    designs: { only: design(releases['2.6.38'], holds) },
    ...parts,
    properties: [witness],
    unreachable: {},
  };
  const { complete, witnesses } = await check(only, 'only');
  expect(complete).toBe(true);
  expect(witnesses.map(({ name }) => name)).toEqual([witness.name]);
  return witnesses[0]!.seen;
}

describe.each(rows.map((row) => ({ ...row, name: row.witness.name })))(
  'the witness "$name"',
  ({ witness, seen, unseen }) => {
    it('is seen', async () => {
      expect(await isSeen(witness, seen)).toBe(true);
    });

    it.each(Object.entries(unseen))('is not seen where %s', async (_why, parts) => {
      expect(await isSeen(witness, parts)).toBe(false);
    });
  },
);

it('every witness of the properties is among them', () => {
  const all = Object.values(properties)
    .flat()
    .filter((one) => typeof one === 'object' && 'kind' in one && one.kind === 'sometimes');
  expect(new Set(all)).toEqual(new Set(rows.map(({ witness }) => witness)));
});
