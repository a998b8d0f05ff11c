/** A class whose constructor makes a plain object, to which a subclass gives its private fields. */
export const Plain = class {
  constructor() {
    // biome-ignore lint/correctness/noConstructorReturn: the object that a subclass goes on with is this one
    return {};
  }
};
