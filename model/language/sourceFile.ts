/** Where functions, hunks and scenarios were written; beside them, so that they stay plain values. */
const places = new WeakMap<object, { readonly stack?: string }>();

/**
 * Notes the file from which the function `skip` is being called as the one that `made` is written in. The place is
 * turned into text when somebody asks for it, so that loading a machine costs nothing to speak of.
 */
export function noteSourceFile<T extends object>(made: T, skip: (...args: never[]) => unknown): T {
  const limit = Error.stackTraceLimit;
  const place: { stack?: string } = {};
  Error.stackTraceLimit = 1;
  Error.captureStackTrace(place, skip);
  Error.stackTraceLimit = limit;
  places.set(made, place);
  return made;
}

/** The path or file: URL of the file in which a function, a hunk or a scenario is written; undefined if unknown. */
export function sourceFileOf(made: object): string | undefined {
  const frame = places.get(made)?.stack?.split('\n')[1];
  return /(?:^\s*at |\()((?:file:|\/|[A-Za-z]:[\\/])[^()]*?)(?:\?[^:)]*)?:\d+:\d+\)?$/.exec(frame ?? '')?.[1];
}
