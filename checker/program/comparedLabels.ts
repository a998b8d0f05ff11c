import { allowedNames, ModelError, type Property } from '../../model/language/index.ts';
import { end, Places } from './places.ts';
import type { Program } from './program.ts';

/**
 * Throws ModelError where a property, as far as its source shows it, compares the label of a thread with a text that no
 * thread has as a label, in no design: a misspelt one would never be found. What a function that it calls compares is not
 * seen; `at()` is checked wherever it is asked.
 */
export function checkComparedLabels(program: Program): void {
  const { scenario, design, threads, properties, measures, within } = program;
  const places = threads.map((thread) => new Places(program, thread));
  const isKnown = (text: string) =>
    text === end ||
    places.some((one) => {
      try {
        return one.has(text, 0, true) || true;
      } catch (error) {
        if (!(error instanceof ModelError)) throw error;
        return false;
      }
    });
  for (const property of [...measures, ...within, ...properties]) {
    const source = sourceOf(property);
    const wrong = comparedIn(source).find((text) => !isKnown(text));
    if (wrong === undefined) continue;
    const labels = [...new Set(threads.flatMap(({ body }) => body.labels.map(({ name }) => name))), end];
    throw new ModelError(
      `${scenario.name}@${design}: property "${property.name}" compares the label of a thread with '${wrong}', which no thread has; ${allowedNames(wrong, labels)}`,
    );
  }
}

function sourceOf(property: Property<never>): string {
  if (property.kind === 'never') return '';
  return String(property.kind === 'maximum' ? property.measure : property.holds);
}

/** The texts that a label is compared with. */
function comparedIn(source: string): string[] {
  const lists = [...source.matchAll(listed)].flatMap(([, list]) =>
    [...list!.matchAll(quoted)].map(([, text]) => text!),
  );
  return [...[...source.matchAll(comparison)].map(([, after, before]) => (after ?? before)!), ...lists];
}

const quoted = /['"`]([^'"`]*)['"`]/g;
const comparison = /label\s*[!=]==?\s*['"`]([^'"`]*)['"`]|['"`]([^'"`]*)['"`]\s*[!=]==?\s*\S*label\b/g;
const listed = /\[((?:\s*['"`][^'"`]*['"`]\s*,?)+)\]\s*\.includes\([^()]*\blabel\b/g;
