/* The reference model in Promela, step for step that of anon-vma-ref.ts. Sizes: -DP=3 -DM=2 -DG=2 (P <= 5, G <= 4). */
#ifndef P
#define P 3
#endif
#ifndef M
#define M 2
#endif
#ifndef G
#define G 2
#endif
#define NONE 0
#define PRESENT 1
#define MIGRATION 2
typedef Mm { byte pte[G] };
Mm pr[P];
byte locked[G]; byte mapcount[G];
byte linked[G]; byte ref[G]; bool freed[G] = 1; byte alock[G];

active [P] proctype process() {
  byte g = 0;
idle: atomic { if
  :: pr[_pid].pte[0] == NONE && locked[0] == 0 && alock[0] == 0 && (freed[0] || linked[0]) ->
       freed[0] = 0; linked[0] = linked[0] | (1 << _pid); pr[_pid].pte[0] = PRESENT; mapcount[0]++; goto idle
  :: pr[_pid].pte[0] != NONE ->
       if :: pr[_pid].pte[0] == PRESENT -> mapcount[0]-- :: else fi;
       pr[_pid].pte[0] = NONE; g = 0; goto unlink_lock
#if G > 1
  :: pr[_pid].pte[1] == NONE && locked[1] == 0 && alock[1] == 0 && (freed[1] || linked[1]) ->
       freed[1] = 0; linked[1] = linked[1] | (1 << _pid); pr[_pid].pte[1] = PRESENT; mapcount[1]++; goto idle
  :: pr[_pid].pte[1] != NONE ->
       if :: pr[_pid].pte[1] == PRESENT -> mapcount[1]-- :: else fi;
       pr[_pid].pte[1] = NONE; g = 1; goto unlink_lock
#endif
#if G > 2
  :: pr[_pid].pte[2] == NONE && locked[2] == 0 && alock[2] == 0 && (freed[2] || linked[2]) ->
       freed[2] = 0; linked[2] = linked[2] | (1 << _pid); pr[_pid].pte[2] = PRESENT; mapcount[2]++; goto idle
  :: pr[_pid].pte[2] != NONE ->
       if :: pr[_pid].pte[2] == PRESENT -> mapcount[2]-- :: else fi;
       pr[_pid].pte[2] = NONE; g = 2; goto unlink_lock
#endif
#if G > 3
  :: pr[_pid].pte[3] == NONE && locked[3] == 0 && alock[3] == 0 && (freed[3] || linked[3]) ->
       freed[3] = 0; linked[3] = linked[3] | (1 << _pid); pr[_pid].pte[3] = PRESENT; mapcount[3]++; goto idle
  :: pr[_pid].pte[3] != NONE ->
       if :: pr[_pid].pte[3] == PRESENT -> mapcount[3]-- :: else fi;
       pr[_pid].pte[3] = NONE; g = 3; goto unlink_lock
#endif
  fi }
unlink_lock: atomic { alock[g] == 0 -> alock[g] = _pid + 1 }
unlink_del: atomic { linked[g] = linked[g] & ~(1 << _pid); alock[g] = 0;
       if :: linked[g] == 0 && ref[g] == 0 -> goto unlink_free :: else -> g = 0; goto idle fi }
unlink_free: atomic { freed[g] = 1; g = 0; goto idle }
}

active [M] proctype migrator() {
  byte g = 0;
start: atomic { if
  :: locked[0] == 0 && mapcount[0] > 0 -> locked[0] = _pid - P + 1; g = 0
#if G > 1
  :: locked[1] == 0 && mapcount[1] > 0 -> locked[1] = _pid - P + 1; g = 1
#endif
#if G > 2
  :: locked[2] == 0 && mapcount[2] > 0 -> locked[2] = _pid - P + 1; g = 2
#endif
#if G > 3
  :: locked[3] == 0 && mapcount[3] > 0 -> locked[3] = _pid - P + 1; g = 3
#endif
  fi }
get: atomic { if :: mapcount[g] > 0 -> ref[g]++ :: else -> locked[g] = 0; g = 0; goto start fi }
lock1: atomic { alock[g] == 0 -> assert(!freed[g]); alock[g] = _pid + 1 }
unmap: atomic { if
  :: pr[0].pte[g] == PRESENT -> pr[0].pte[g] = MIGRATION; mapcount[g]--; goto unmap
#if P > 1
  :: pr[1].pte[g] == PRESENT -> pr[1].pte[g] = MIGRATION; mapcount[g]--; goto unmap
#endif
#if P > 2
  :: pr[2].pte[g] == PRESENT -> pr[2].pte[g] = MIGRATION; mapcount[g]--; goto unmap
#endif
#if P > 3
  :: pr[3].pte[g] == PRESENT -> pr[3].pte[g] = MIGRATION; mapcount[g]--; goto unmap
#endif
#if P > 4
  :: pr[4].pte[g] == PRESENT -> pr[4].pte[g] = MIGRATION; mapcount[g]--; goto unmap
#endif
  :: else -> alock[g] = 0; fi }
copy: atomic { true -> skip }
lock2: atomic { alock[g] == 0 -> assert(!freed[g]); alock[g] = _pid + 1 }
remap: atomic { if
  :: pr[0].pte[g] == MIGRATION -> pr[0].pte[g] = PRESENT; mapcount[g]++; goto remap
#if P > 1
  :: pr[1].pte[g] == MIGRATION -> pr[1].pte[g] = PRESENT; mapcount[g]++; goto remap
#endif
#if P > 2
  :: pr[2].pte[g] == MIGRATION -> pr[2].pte[g] = PRESENT; mapcount[g]++; goto remap
#endif
#if P > 3
  :: pr[3].pte[g] == MIGRATION -> pr[3].pte[g] = PRESENT; mapcount[g]++; goto remap
#endif
#if P > 4
  :: pr[4].pte[g] == MIGRATION -> pr[4].pte[g] = PRESENT; mapcount[g]++; goto remap
#endif
  :: else -> alock[g] = 0; fi }
put: atomic { alock[g] == 0 -> ref[g]--; if :: ref[g] == 0 && linked[g] == 0 -> goto free :: else -> goto unlock fi }
free: atomic { freed[g] = 1; }
unlock: atomic { locked[g] = 0; g = 0; goto start }
}
