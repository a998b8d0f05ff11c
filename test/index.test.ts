import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownModules } from '../cli/ownModules.ts';
import * as mmcheck from '../index.ts';
import packageJson from '../package.json' with { type: 'json' };

/** What each name is for; a name that has no place here is the house's own, and not a user's for ever. */
const names = {
  'a schema':
    'bool count range constant oneOf pointer rowSet address startsAt zeroAtExit masks record word ghost table array tasks size machine',
  'a listing': 'wait spin yields when unless goto either on any otherwise thenGoto call oneStep bounded',
  'a recipe':
    'deref row add removeRow has isEmpty emptySet nextRow rowsOf addressOf container_of violate atomically',
  'a patch': 'patch before after replace remove',
  'a property': 'always everyStep atTheEnd sometimes never maximum within',
  'a scenario': 'scenario thread many design holds violated',
  'what is thrown': 'ModelError Violation',
  counters:
    'atomic_inc atomic_inc_not_zero atomic_add_unless atomic_dec atomic_dec_and_test unless_dec_and_lock refcount_inc refcount_inc_not_zero refcount_dec_and_test',
  exchanges: 'xchg cmpxchg try_cmpxchg atomic_cmpxchg',
  'fields of a word': 'loadedFields loadWord storeFields tryCmpxchgWord',
  'the spinlock': 'spinlock spin_lock spin_trylock spin_unlock',
  interrupts:
    'irqFields local_irq_disable local_irq_enable local_irq_save local_irq_restore irqs_disabled in_hardirq in_interrupt in_task',
  softirqs: 'local_bh_disable local_bh_enable in_softirq in_serving_softirq',
  'the spinlock that keeps handlers out':
    'spin_lock_irq spin_unlock_irq spin_lock_irqsave spin_unlock_irqrestore spin_lock_bh spin_unlock_bh',
  'calls of other CPUs':
    'callSingleData smp_call_function_single csd_lock_wait flush_smp_call_function_queue csd_unlock',
  'the bit spinlock':
    'bitSpinlock bit_spin_lock bit_spin_trylock bit_spin_unlock test_and_set_bit_lock clear_bit_unlock clobber',
  'the rwlock': 'rwlock read_lock read_trylock read_unlock write_lock write_trylock write_unlock',
  'the rwsem':
    'rwsem down_read down_read_trylock up_read down_write down_write_trylock up_write downgrade_write',
  'the mutex': 'mutex mutex_lock mutex_trylock mutex_unlock mutex_is_locked',
  'references to pages, and who holds them':
    'pageRefs pageRefFields heldPages holdersIn takeReference giveReference get_page get_page_unless_zero put_page_testzero set_page_refcounted page_ref_freeze page_ref_unfreeze free_frozen_page',
  'the TLB':
    'tlbEntry userLoad userStore local_flush_tlb flush_tlb_others flush_tlb_func mmuGather tlb_remove_tlb_entry __tlb_remove_page tlb_flush_needed tlb_next_page gatheredIn',
  'slots of an xarray':
    'XA_STATE xas_lock xas_unlock xas_lock_irq xas_unlock_irq xas_load xas_reload xas_store',
  'what pages have in them':
    'pageContents storedContents store_contents load_contents copy_highpage clear_highpage',
  'the page lock': 'pageLock lock_page trylock_page unlock_page wait_on_page_locked',
  'bits of a word':
    'set_bit clear_bit test_bit test_and_set_bit test_and_clear_bit __set_bit __clear_bit loadedWord',
  'bits of a page, and who waits for them':
    'pageFlags pageWaitqueue lock_page_bit trylock_page_bit unlock_page_bit wait_on_page_bit set_page_writeback end_page_writeback wait_on_page_writeback',
  seqcounts:
    'seqcount read_seqcount_begin raw_seqcount_begin read_seqcount_retry write_seqcount_begin write_seqcount_end raw_write_seqcount_begin raw_write_seqcount_end write_seqcount_invalidate',
  'the seqlock':
    'seqlock read_seqbegin read_seqretry write_seqlock write_sequnlock read_seqlock_excl read_sequnlock_excl',
  'slabs and RCU': 'slab allocate kmem_cache_alloc kmem_cache_free rcu_read_lock rcu_read_unlock',
  'RCU that waits':
    'rcuFields slabWithRcuHead call_rcu kfree_rcu rcu_do_batch rcu_callback_done kfree_rcu_work rcu_barrier synchronize_rcu rcu_dereference rcu_dereference_protected rcu_assign_pointer kmem_cache_destroy',
  'per-CPU data':
    'cpus get_cpu put_cpu get_cpu_var put_cpu_var smp_processor_id raw_smp_processor_id this_cpu_ptr this_cpu_add this_cpu_inc this_cpu_dec this_cpu_read cpu_online take_cpu_down bringup_cpu',
  lists:
    'list_head INIT_LIST_HEAD list_add list_add_tail list_del list_del_init list_move list_move_tail list_splice list_splice_init list_splice_tail list_splice_tail_init list_empty list_empty_careful list_entries listRegisters byAccess',
  'walks of lists':
    'list_for_each_entry list_for_each_entry_safe list_for_each_entry_rcu list_first_entry list_first_entry_or_null list_add_rcu list_add_tail_rcu list_del_rcu',
  'hash lists': 'hlist hlist_add_head hlist_del hlist_del_init hlist_unhashed hlist_for_each_entry',
  'the thread itself': 'taskFields in_atomic might_sleep',
  preemption: 'CONFIG_PREEMPT preempt_disable preempt_enable cond_resched',
  'wait queues':
    'waitQueue wait_event prepare_to_wait schedule finish_wait wake_up wake_up_all waitqueue_active',
  completions:
    'completion init_completion reinit_completion complete complete_all wait_for_completion try_wait_for_completion completion_done',
  work: 'work schedule_work process_one_work work_done flush_work cancel_work_sync',
  checks: 'kernelChecks BUG_ON VM_BUG_ON WARN_ON',
};

describe("the names of 'mmcheck'", () => {
  it('are those that a scenario file is written with, and no other', () => {
    const known = Object.values(names).flatMap((of) => of.split(' '));
    expect(Object.keys(mmcheck).sort()).toEqual(known.sort());
  });

  it('are what a file on the command line gets', async () => {
    expect((await ownModules()).mmcheck).toBe(mmcheck);
  });

  it('are behind the main entry of the package', () => {
    expect(packageJson.exports['.'].default).toBe('./dist/index.js');
  });
});

describe('the entries of the package', () => {
  const entries = Object.entries(packageJson.exports).filter(
    (entry): entry is [string, { types: string; default: string }] => typeof entry[1] === 'object',
  );
  const ofMachines = entries.filter(([name]) => !['./vitest', './fast-check'].includes(name));

  it('are what a file on the command line gets, but for those of test tools', async () => {
    const names = ofMachines.map(([name]) => name.replace(/^\./, 'mmcheck'));
    expect(Object.keys(await ownModules()).sort()).toEqual(names.sort());
  });

  it.each(entries)('have their source where they are built from: %s', (_name, { types, default: code }) => {
    expect(types.replace(/\.d\.ts$/, '.js')).toBe(code);
    expect(
      existsSync(join(import.meta.dirname, '..', code.replace('/dist/', '/').replace(/\.js$/, '.ts'))),
    ).toBe(true);
  });
});
