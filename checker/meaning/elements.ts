/**
 * The elements of an array of locals: an array of as many, each of which is read and assigned as the field of the view
 * that has its number.
 */
export function elementsOf(view: object, length: number): unknown[] {
  const elements: unknown[] = [];
  const fields = view as Record<number, unknown>;
  for (let i = 0; i < length; i++) {
    const get = () => fields[i];
    const set = (value: unknown) => {
      fields[i] = value;
    };
    Object.defineProperty(elements, i, { enumerable: true, get, set });
  }
  return Object.freeze(elements) as unknown[];
}
