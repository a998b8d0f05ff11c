import { bool } from '../../model/language/index.ts';
import {
  bit_spin_lock,
  bit_spin_trylock,
  bit_spin_unlock,
  down_read,
  down_read_trylock,
  down_write,
  down_write_trylock,
  downgrade_write,
  local_bh_disable,
  local_bh_enable,
  local_irq_disable,
  local_irq_enable,
  local_irq_restore,
  local_irq_save,
  lock_page,
  mutex_lock,
  mutex_trylock,
  mutex_unlock,
  rcu_read_lock,
  rcu_read_unlock,
  read_lock,
  read_trylock,
  read_unlock,
  spin_lock,
  spin_lock_bh,
  spin_lock_irq,
  spin_lock_irqsave,
  spin_trylock,
  spin_unlock,
  spin_unlock_bh,
  spin_unlock_irq,
  spin_unlock_irqrestore,
  trylock_page,
  unlock_page,
  up_read,
  up_write,
  write_lock,
  write_trylock,
  write_unlock,
} from '../../model/primitives/index.ts';
import { partSection } from './randomParts.ts';
import { freeing, type RandomLine, recipeOf } from './randomRecipes.ts';
import type { LockKindName, Place } from './randomSchema.ts';
import type { Fields, Terms } from './randomTerms.ts';

/** A lock as the primitives find it. */
export function lockTerm(terms: Terms, place: Place<LockKindName>): { text: string; lockOf: never } {
  const owner = terms.owner(place);
  const field = place.steps.at(-1) as string;
  const lockOf = (s: Fields, my: Fields) => owner.of({ s, my, row: -1 })[field];
  return { text: `${owner.text}.${field}`, lockOf: lockOf as never };
}

/** Lines that open and close sections, where the machine has anything to open and there is room: two, or four nested. */
export function sectionLines(terms: Terms, room: number): readonly RandomLine[] | undefined {
  const { choices, scope } = terms;
  const { locks, hasSlab, hasTasks, hasIrqs, parts } = scope.schema;
  if (parts.length > 0 && room >= 2 && choices.chance(60)) return partSection(choices, parts);
  if (hasIrqs && room >= 2 && choices.chance(40)) return choices.pick(irqSections(terms));
  if (!hasTasks || room < 2 || (locks.length === 0 && !hasSlab)) return undefined;
  if (locks.length === 0 || choices.chance(hasSlab ? 40 : 8)) return rcuSection;
  const outer = choices.pick(locks);
  if (outer.at === 'rwsem' && room >= 3 && choices.chance(15)) return downgraded(terms, outer);
  const [open, close] = lockLines(terms, outer);
  if (room >= 4 && outer.table === 'obj' && choices.chance(40)) {
    const { text, ...free } = freeing(terms);
    return [open, { text, line: recipeOf({ text, ...free }) }, { text: 'nothing', line: () => {} }, close];
  }
  if (room < 4 || choices.chance(50)) return [open, close];
  // A lock that may be waited for with the outer one held: lockdep's order is about these.
  const alike = (at: LockKindName) => isSlept(at) === isSlept(outer.at);
  const others = locks.filter((place) => place !== outer && alike(place.at));
  const inner = choices.pick(others.length > 0 ? others : [outer]);
  const [openInner, closeInner] = lockLines(terms, inner);
  return [open, openInner, closeInner, close];
}

const isSlept = (kind: LockKindName) => kind === 'pageLock' || kind === 'rwsem' || kind === 'mutex';

function lockLines(terms: Terms, place: Place<LockKindName>): readonly [RandomLine, RandomLine] {
  const { text, lockOf } = lockTerm(terms, place);
  const shown = (name: string, line: unknown) => ({ text: `${name}(${text})`, line });
  const reads = (place.at === 'rwlock' || place.at === 'rwsem') && terms.choices.chance(50);
  switch (place.at) {
    case 'spinlock':
      return spinSection(terms, text, lockOf);
    case 'bitSpinlock':
      return [
        shown('bit_spin_lock', bit_spin_lock(lockOf)),
        shown('bit_spin_unlock', bit_spin_unlock(lockOf)),
      ];
    case 'pageLock':
      return [shown('lock_page', lock_page(lockOf)), shown('unlock_page', unlock_page(lockOf))];
    case 'rwlock':
      return reads
        ? [shown('read_lock', read_lock(lockOf)), shown('read_unlock', read_unlock(lockOf))]
        : [shown('write_lock', write_lock(lockOf)), shown('write_unlock', write_unlock(lockOf))];
    case 'rwsem':
      return reads
        ? [shown('down_read', down_read(lockOf)), shown('up_read', up_read(lockOf))]
        : [shown('down_write', down_write(lockOf)), shown('up_write', up_write(lockOf))];
    case 'mutex':
      return [shown('mutex_lock', mutex_lock(lockOf)), shown('mutex_unlock', mutex_unlock(lockOf))];
  }
}

/** A section that is a writer's first and a reader's then. */
function downgraded(terms: Terms, place: Place<LockKindName>): readonly RandomLine[] {
  const { text, lockOf } = lockTerm(terms, place);
  return [
    { text: `down_write(${text})`, line: down_write(lockOf) },
    { text: `downgrade_write(${text})`, line: downgrade_write(lockOf) },
    { text: `up_read(${text})`, line: up_read(lockOf) },
  ];
}

/** A spinlock's section, in one of the ways that keep handlers out, or not, where a machine has them. */
function spinSection(terms: Terms, text: string, lockOf: never): readonly [RandomLine, RandomLine] {
  const { choices, scope } = terms;
  const shown = (name: string, line: unknown) => ({ text: `${name}(${text})`, line });
  const how = scope.schema.hasIrqs ? choices.pick(['', '_irq', '_bh', '_irqsave', ''] as const) : '';
  switch (how) {
    case '':
      return [shown('spin_lock', spin_lock(lockOf)), shown('spin_unlock', spin_unlock(lockOf))];
    case '_irq':
      return [
        shown('spin_lock_irq', spin_lock_irq(lockOf)),
        shown('spin_unlock_irq', spin_unlock_irq(lockOf)),
      ];
    case '_bh':
      return [shown('spin_lock_bh', spin_lock_bh(lockOf)), shown('spin_unlock_bh', spin_unlock_bh(lockOf))];
    case '_irqsave': {
      const flags = flagsOf(terms);
      return [
        shown('spin_lock_irqsave', spin_lock_irqsave(lockOf, flags)),
        shown('spin_unlock_irqrestore', spin_unlock_irqrestore(lockOf, flags)),
      ];
    }
  }
}

/** A local that keeps flags; the sections of a function share it, and spoil it for each other where they nest. */
function flagsOf({ scope }: Terms): string {
  (scope.locals as Record<string, unknown>).flags = bool();
  return 'flags';
}

function irqSections(terms: Terms): readonly (readonly [RandomLine, RandomLine])[] {
  const flags = flagsOf(terms);
  return [
    [
      { text: 'local_irq_disable', line: local_irq_disable },
      { text: 'local_irq_enable', line: local_irq_enable },
    ],
    [
      { text: 'local_irq_save', line: local_irq_save(flags) },
      { text: 'local_irq_restore', line: local_irq_restore(flags) },
    ],
    [
      { text: 'local_bh_disable', line: local_bh_disable },
      { text: 'local_bh_enable', line: local_bh_enable },
    ],
  ];
}

/** The trylocks of a lock. */
export function trylocksOf(kind: LockKindName, lockOf: never): readonly ((s: never, my: never) => boolean)[] {
  switch (kind) {
    case 'spinlock':
      return [spin_trylock(lockOf)];
    case 'bitSpinlock':
      return [bit_spin_trylock(lockOf)];
    case 'pageLock':
      return [trylock_page(lockOf)];
    case 'rwlock':
      return [read_trylock(lockOf), write_trylock(lockOf)];
    case 'rwsem':
      return [down_read_trylock(lockOf), down_write_trylock(lockOf)];
    case 'mutex':
      return [mutex_trylock(lockOf)];
  }
}

const rcuSection: readonly [RandomLine, RandomLine] = [
  { text: 'rcu_read_lock', line: rcu_read_lock },
  { text: 'rcu_read_unlock', line: rcu_read_unlock },
];
