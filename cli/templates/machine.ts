/** `machine.ts` of a new folder: an object with a reference count, looked up while it is removed. */
export const machineTemplate = `import {
  atomic_dec_and_test,
  atomically,
  BUG_ON,
  count,
  deref,
  kernelChecks,
  machine,
  type Ptr,
  pointer,
  type StateOf,
  table,
  unless,
} from 'mmcheck';

/** Every field is bounded, and starts at zero, false or null. */
const shape = {
  /** \`refcount\` is 0 where the object is free. */
  object: table(1, { refcount: count(3) }),
  /** Where lookups find the object. */
  slot: table(1, { object: pointer('object') }),
};
export const mm = machine(shape, kernelChecks);
export type Mm = StateOf<typeof shape>;

/** A thread that has an object at hand. */
export interface HasObject {
  object: Ptr<'object'>;
}
export const object_of = (s: Mm, my: HasObject) => deref(s.object, my.object);

const lookup = (s: Mm, my: HasObject) => {
  my.object = s.slot[0]!.object;
  return my.object !== null;
};
/** What is in \`atomically\` is one access of the hardware, as a locked instruction is. */
const get_object = (s: Mm, my: HasObject) => {
  const object = object_of(s, my);
  atomically(() => {
    BUG_ON(object.refcount === 0, 'refcount == 0');
    object.refcount++;
  });
};
const put_object = atomic_dec_and_test(object_of, 'refcount');

/**
 * Every label is one step and makes one access to what other threads touch meanwhile; \`unless(test, label)\` is
 * \`if (!test) goto label;\`.
 */
export const find_object = mm.fn(
  'find_object',
  'the kernel file and release that this stands for',
  {},
  { object: pointer('object') },
  {
    lookup: unless(lookup, 'return'),
    get_object,
    put_object,
  },
);

const clear_slot = (s: Mm, my: HasObject) => {
  my.object = s.slot[0]!.object;
  s.slot[0]!.object = null;
};

export const remove_object = mm.fn(
  'remove_object',
  'the kernel file and release that this stands for',
  {},
  { object: pointer('object') },
  {
    clear_slot,
    put_object,
  },
);
`;
