/** The scenario of a new folder, which is called `name`. */
export const scenarioTemplate = (
  name: string,
): string => `import { design, holds, row, scenario, thread, violated } from 'mmcheck';
import { find_object, mm, remove_object } from './machine.ts';
import { get_unless_zero } from './patch.ts';

export default scenario('own/${name}', {
  summary: 'an object is looked up while it is removed: is it still there when the reference is taken?',
  machine: mm,
  threads: {
    find: thread(find_object, {}),
    remove: thread(remove_object, {}, { optional: true }),
  },
  initial: (s) => {
    s.slot[0]!.object = row('object', 0);
    s.object[0]!.refcount = 1;
  },
  properties: ({ atTheEnd, sometimes }) => [
    atTheEnd('no reference is lost', (s) => s.object[0]!.refcount === (s.slot[0]!.object === null ? 0 : 1)),
    sometimes('the lookup holds the last reference', (s, { remove }) => remove.ended && s.object[0]!.refcount === 1),
  ],
  designs: {
    naive: design([], violated('BUG_ON')),
    patched: design([get_unless_zero], holds),
  },
  abstractions: ['what the object is good for'],
});
`;

/** Its test. */
export const testTemplate = (name: string): string => `import 'mmcheck/vitest';
import { describe, expect, it } from 'vitest';
import scenario from './${name}.ts';

describe('${name}', () => {
  it('takes a reference to a free object without the patch', async () => {
    await expect(scenario.at('naive')).toBeViolated({ check: 'BUG_ON', within: 4 });
  });

  it('holds with the patch', async () => {
    await expect(scenario.at('patched')).toHold();
  });
});
`;

/** Compiler options under which a mistake in a listing or a patch is found by `npx -p typescript tsc -p FOLDER`. */
export const tsconfigTemplate = `{
  "compilerOptions": {
    "target": "es2023",
    "lib": ["es2023"],
    "module": "esnext",
    "moduleResolution": "bundler",
    "allowImportingTsExtensions": true,
    "erasableSyntaxOnly": true,
    "strict": true,
    "noUncheckedIndexedAccess": true,
    "skipLibCheck": true,
    "noEmit": true
  },
  "include": ["*.ts"]
}
`;
