/** `machine.ts` of a new folder: an object with a reference count, looked up while it is removed. */
export const machineTemplate = `import { atomic_dec_and_test, atomically, BUG_ON, count, deref, kernelChecks, machine, pointer, table, unless } from 'mmcheck';

/** Every field is bounded, and starts at zero, false or null. */
export const mm = machine(
  {
    /** \`refcount\` is 0 where the object is free. */
    object: table(1, { refcount: count(3) }),
    /** Where lookups find the object. */
    slot: table(1, { object: pointer('object') }),
  },
  kernelChecks,
);

/**
 * Every label is one step and makes one access to what other threads touch meanwhile; \`unless(test, label)\` is
 * \`if (!test) goto label;\`. What is in \`atomically\` is one access of the hardware, as a locked instruction is.
 */
export const find_object = mm.fn(
  'find_object',
  'the kernel file and release that this stands for',
  {},
  { object: pointer('object') },
  {
    lookup: unless((s, my) => (my.object = s.slot[0]!.object) !== null, 'return'),
    get_object: (s, my) => {
      const object = deref(s.object, my.object);
      atomically(() => {
        BUG_ON(object.refcount === 0, 'refcount == 0');
        object.refcount++;
      });
    },
    put_object: atomic_dec_and_test((s, my) => deref(s.object, my.object), 'refcount'),
  },
);

export const remove_object = mm.fn(
  'remove_object',
  'the kernel file and release that this stands for',
  {},
  { object: pointer('object') },
  {
    clear_slot: (s, my) => {
      my.object = s.slot[0]!.object;
      s.slot[0]!.object = null;
    },
    put_object: atomic_dec_and_test((s, my) => deref(s.object, my.object), 'refcount'),
  },
);
`;
