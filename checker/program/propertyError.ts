import { ModelError, nearestName } from '../../model/language/index.ts';
import { messageOf } from './messageOf.ts';
import type { Program } from './program.ts';
import { NoAnswer } from './recipeError.ts';
import { LabelRead } from './threadViews.ts';

/** The mistake that it is where a property throws instead of answering. */
export function propertyError({ scenario, design, properties }: Program, name: string, error: unknown) {
  const subject = `${scenario.name}@${design}: property "${name}"`;
  if (error instanceof LabelRead) {
    const property = properties.find((one) => one.name === name);
    const source = property !== undefined && 'holds' in property ? String(property.holds) : '';
    return new ModelError(`${subject} ${labelRead(error, source)}`);
  }
  if (error instanceof NoAnswer) return new ModelError(`${scenario.name}@${design}: ${error.message}`);
  if (error instanceof ModelError) return new ModelError(`${subject}: ${error.message}`);
  return new ModelError(
    `${subject} throws instead of answering: ${messageOf(error)}; allowed: reading the state`,
  );
}

/** The first text of the property that the label is compared with and that is no label, if its source shows one. */
function labelRead({ thread, labels }: LabelRead, source: string): string {
  const compared = [...source.matchAll(comparison)].map(([, after, before]) => (after ?? before)!);
  const wrong = compared.find((text) => !labels.includes(text));
  const near = wrong === undefined ? undefined : nearestName(wrong, labels);
  const guess = near === undefined ? '' : ` did you mean '${near}'?`;
  const found =
    wrong === undefined
      ? `reads the label of thread ${thread}, and a misspelt one would never be found`
      : `compares the label of thread ${thread} with '${wrong}', which is no label of it;${guess}`;
  return `${found}; allowed: at('…') with one of ${labels.join(', ')}`.replace('?;', '?');
}

const comparison = /label\s*[!=]==?\s*['"`]([^'"`]*)['"`]|['"`]([^'"`]*)['"`]\s*[!=]==?\s*\S*label\b/g;
