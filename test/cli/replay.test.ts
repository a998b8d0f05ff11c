import { describe, expect, it } from 'vitest';
import { mmcheck } from '../helpers/captured.ts';

describe('mmcheck replay', () => {
  it('shows each step with what it changes, then what could be done next', async () => {
    const { code, stdout } = await mmcheck('replay migration/anon-vma-lifetime@2.6.34 --schedule 0*2,1');
    expect(code).toBe(0);
    expect(stdout).toBe(
      `
migration/anon-vma-lifetime@2.6.34, from the state 'mapped'

  1  migrate  unmap_and_move: page_count(page) == 1
  2  migrate  unmap_and_move: lock_page
       page[0].lock.owner: NULL -> task[0]
  3  munmap   munmap: down_write
       vma[0].mmap_sem.writer: NULL -> task[1]

No check fails. Possible next:
  0  migrate  rcu_read_lock
  1  munmap   zap_pte_range.pte_offset_map_lock
  2  third    anon_vma_prepare.anon_vma_alloc [anon_vma[1]]
`.slice(1),
    );
  });

  it('shows the race where a check fails, and how many turns were left', async () => {
    const { code, stdout } = await mmcheck('replay ./freesTwice.ts --schedule 0,1,0*3');
    expect(code).toBe(0);
    expect(stdout).toContain('\n  2  second  free_it: free\n       !!! double-free\n');
    expect(stdout).toContain("\nA check fails here; 3 more of the schedule's turns were not taken.\n");
    expect(stdout).toContain('\nBUG: mmcheck: double-free in free_it / free_it\n');
    expect(stdout).toContain('\nreplay: mmcheck replay ./freesTwice.ts@only --schedule 0,1\n');
  });

  it('ends with 1 where the failure was not expected of the design', async () => {
    expect((await mmcheck('replay ./lostUpdate.ts@racy --schedule 0,1,0,1')).code).toBe(0);
    expect((await mmcheck('replay ./lostUpdate.ts@hopeful --schedule 0,1,0,1')).code).toBe(1);
    expect((await mmcheck('replay ./lostUpdate.ts@wrong --schedule 0,1,0,1')).code).toBe(1);
    expect((await mmcheck('replay ./lostUpdate.ts@hopeful --schedule 0,0,1,1')).code).toBe(0);
  });

  it('says at which step a schedule no longer applies, and what was possible instead', async () => {
    const { code, stdout, stderr } = await mmcheck('replay ./lostUpdate.ts@racy --schedule 0*3');
    expect(code).toBe(2);
    expect(stdout).toContain('  2  first   add_one: write\n');
    expect(stderr).toBe(
      `
mmcheck: test/lost-update@racy: the schedule no longer applies at step 3: thread 0 (first) has ended; allowed there:
  1  second  read
`.slice(1),
    );
  });

  it('takes no turns at all', async () => {
    const { code, stdout } = await mmcheck(['replay', './lostUpdate.ts@racy', '--schedule', '']);
    expect(code).toBe(0);
    expect(stdout).toContain('\nNo check fails. Possible next:\n  0  first   read\n');
  });

  it('sets sizes', async () => {
    const { stdout } = await mmcheck(
      'replay bench/anon-vma-ref --schedule 0 --set processes=1 --set migrators=1',
    );
    expect(stdout.match(/^ {2}[\d.]+ +\w+ .*$/gm)).toHaveLength(4);
  });

  it.each([
    ['./lostUpdate.ts@racy', /replay: --schedule is missing; allowed: the one of a report/],
    [
      './lostUpdate.ts --schedule 0',
      /'\.\/lostUpdate\.ts' names 5 designs; allowed: one of \.\/lostUpdate\.ts@racy/,
    ],
    ['./lostUpdate.ts@racy --schedule 0;1', /schedule: '0;1' is no turn; allowed: thread, thread\.choice/],
    ['./lostUpdate.ts@racy --schedule there/0', /it has no initial state 'there'; allowed: start/],
  ])('refuses %s', async (args, message) => {
    const { code, stderr } = await mmcheck(`replay ${args}`);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
