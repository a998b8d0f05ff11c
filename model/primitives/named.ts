/** The recipe under the kernel's name for it, which listings show; what a maker returns would have none. */
export function named<F extends (...given: never[]) => unknown>(name: string, recipe: F): F {
  return Object.defineProperty(recipe, 'name', { value: name });
}
