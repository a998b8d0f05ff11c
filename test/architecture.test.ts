import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '..');
const folders = ['model', 'properties', 'scenarios', 'checker', 'cli', 'bench', 'testing', 'test'];
/** Every source file by its path from the root. */
const sources = new Map([...filesOf('.'), ...folders.flatMap(filesOf)].map((file) => [file, sourceOf(file)]));
const imports = [...sources].flatMap(([from, { text }]) => importsIn(from, text));

interface Import {
  readonly from: string;
  /** A source file, or a package by its name. */
  readonly to: string;
}

/** Which sources a file may import: the first rule whose `files` fits it. Packages are named as they are imported. */
const rules: readonly { readonly files: RegExp; readonly may: RegExp; readonly because: string }[] = [
  {
    files: /^model\/language\//,
    may: /^model\/language\//,
    because: 'the language knows nothing but itself',
  },
  {
    files: /^model\/primitives\//,
    may: /^model\/(language|primitives)\//,
    because: 'primitives are written in the language',
  },
  { files: /^model\//, may: /^model\//, because: 'the model knows no search and no scenario' },
  { files: /^properties\//, may: /^(model|properties)\//, because: 'properties are about models' },
  {
    files: /^scenarios\//,
    may: /^(model|properties)\/|^scenarios\/\w+\/situations\.ts$/,
    because: 'a scenario is made of a model, properties and what several questions have in common',
  },
  {
    files: /^checker\/code\//,
    may: /^checker\/code\/|^node:vm$/,
    because: 'how code is written knows no model',
  },
  {
    files: /^checker\/program\//,
    may: /^(model\/language\/|checker\/(code|program)\/)/,
    because: 'a program knows the language, and what of its values becomes code',
  },
  {
    files: /^checker\/meaning\//,
    may: /^(model\/language\/|checker\/(program|meaning)\/)/,
    because: 'what a step does hangs on nothing but its program',
  },
  {
    files: /^checker\/reference\//,
    may: /^(model\/language\/|checker\/(program|meaning|reference)\/|immer$)/,
    because: 'what a machine means hangs on nothing but its program',
  },
  {
    files: /^checker\/packed\//,
    may: /^(model\/language\/|checker\/(code|program|meaning|packed)\/|checker\/reference\/referenceEngine\.ts$|node:)/,
    because: 'the packed engine knows the program, and asks the other one where to start',
  },
  {
    files: /^checker\/search\//,
    may: /^(model\/language\/|checker\/(code|program|meaning|packed|search)\/|node:os$)/,
    because: 'a search knows the packed engine and no scenario',
  },
  {
    files: /^checker\/audit\//,
    may: /^(model\/language\/|checker\/(program|reference|packed|search|audit)\/|node:)/,
    because: 'an audit has both engines look at what a search has found',
  },
  {
    files: /^checker\/trace\//,
    may: /^(model\/language\/|checker\/(program|meaning|reference|packed|search|trace)\/|node:)/,
    because: 'a trace is made of a space, on the engines',
  },
  {
    files: /^checker\/verdict\//,
    may: /^(model\/language\/|checker\/(program|verdict)\/|checker\/meaning\/(accesses|labelAccesses)\.ts$|checker\/search\/(sought|space)\.ts$)/,
    because: 'a verdict knows no engine',
  },
  {
    files: /^checker\/report\//,
    may: /^(model\/language\/|checker\/(program|trace|verdict|questions|report)\/|checker\/check\.ts$|checker\/meaning\/labelAccesses\.ts$|checker\/search\/space\.ts$|node:)/,
    because: 'a report knows values only',
  },
  {
    files: /^checker\//,
    may: /^(model\/language\/|checker\/|node:)/,
    because: 'the checker knows the language and no kernel word',
  },
  {
    files: /^index\.ts$/,
    may: /^model\/(language|primitives)\//,
    because: 'it is what a scenario of your own imports',
  },
  { files: /^(cli\/catalogue|bench\/|test\/)/, may: /./, because: '' },
  { files: /./, may: /^(?!scenarios\/)/, because: 'only the catalogue knows scenarios' },
];

describe('imports', () => {
  it('are found at all', () => {
    const known = [
      'model/primitives/index.ts -> model/primitives/slab.ts',
      'checker/reference/referenceEngine.ts -> immer',
    ];
    expect(imports.map(arrow)).toEqual(expect.arrayContaining(known));
    expect(imports.filter(({ to }) => /^\.|\.ts$/.test(to) && !sources.has(to)).map(arrow)).toEqual([]);
  });

  it('go the way that the house allows', () => {
    const wrong = imports.flatMap((one) => {
      const rule = rules.find(({ files }) => files.test(one.from))!;
      return rule.may.test(one.to) ? [] : [`${arrow(one)}: ${rule.because}`];
    });
    expect(wrong).toEqual([]);
  });

  it('never come round to where they started', () => {
    expect(cycles()).toEqual([]);
  });
});

describe('immer', () => {
  const users = imports.filter(({ to }) => to === 'immer').map(({ from }) => from);

  it('is imported by the reference engine, and reached by a search through it alone', () => {
    const reached = [...sources.keys()]
      .filter((file) => file.startsWith('checker/search/'))
      .flatMap(reachedFrom);
    const allowed = ['checker/reference/referenceEngine.ts', 'checker/reference/draftViews.ts'];
    const wrong = users.filter((file) => reached.includes(file) && !allowed.includes(file));
    expect(wrong.map((file) => `${file} -> immer`)).toEqual([]);
  });

  it.each(['packedEngine', 'successors', 'views', 'layout', 'fieldCode'])(
    'is nowhere behind %s.ts',
    (name) => {
      const file = `checker/packed/${name}.ts`;
      expect(sources.has(file)).toBe(true);
      const wrong = reachedFrom(file).filter((reached) => users.includes(reached));
      expect(wrong.map((reached) => `${file} reaches ${reached}, which imports immer`)).toEqual([]);
    },
  );
});

describe('the language and the checker', () => {
  it('know no kernel word outside comments', () => {
    const kernel = /\b(anon_vma|page_lock|kmem|slab|rcu|spin_lock|lockdep|zspage|mmap)\b/;
    const neutral = [...sources].filter(([file]) => /^(model\/language|checker)\//.test(file));
    const wrong = neutral.flatMap(([file, { text }]) =>
      text.split('\n').flatMap((line, i) => (kernel.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [])),
    );
    expect(neutral.length).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
  });
});

describe('the checker', () => {
  const own = [...sources].filter(([file]) => file.startsWith('checker/'));

  it('compiles code in one place', () => {
    const compiling = own.filter(([, { text }]) => /\bnew Function\b/.test(text)).map(([file]) => file);
    expect(compiling).toEqual(['checker/code/js.ts']);
  });

  it('holds recipes in the program and its engines, in a listing and in what takes lines out of one', () => {
    const allowed =
      /^checker\/(program|meaning|reference)\/|^checker\/packed\/(labelCode|packedEngine|recipes|replaceable|successors)\.ts$|^checker\/report\/statement\.ts$|^checker\/questions\/(ablation\/removal|split\/cutLine)\.ts$/;
    const holding = own.filter(([, { text }]) => /\bRecipe\b|\.(guard|effect)\b/.test(text));
    expect(holding.map(([file]) => file).filter((file) => !allowed.test(file))).toEqual([]);
  });

  it('keeps no file that exports nothing of what its name says', () => {
    // A file of helpers for texts is named for what they are about.
    const exceptions = ['checker/report/text.ts'];
    const wrong = own.flatMap(([file, { text }]) => {
      const name = path.basename(file, '.ts');
      const exported = [
        ...text.matchAll(/^export (?:async )?(?:const|function|class|interface|type) (\w+)/gm),
      ];
      const said = wordsOf(name).some((word) => exported.some(([, as]) => wordsOf(as!).includes(word)));
      return name === 'index' || said || exceptions.includes(file) ? [] : [file];
    });
    expect(wrong).toEqual([]);
  });

  it('swallows no error but those that it names', () => {
    const bare = own.filter(([, { text }]) => /\bcatch\s*\{/.test(text)).map(([file]) => file);
    expect(bare).toEqual([]);
  });
});

describe('a source file', () => {
  it('has 300 lines at most, and 250 unless it is a test', () => {
    const most = (file: string) => (file.startsWith('test/') ? 300 : 250);
    const long = [...sources].filter(([file, { lines }]) => lines > most(file));
    expect(long.map(([file, { lines }]) => `${file}: ${lines} lines`)).toEqual([]);
  });
});

/** The words of a name in lower case and without the ending of a plural or a participle. */
function wordsOf(name: string): string[] {
  return name.split(/(?=[A-Z])/).map((word) => word.toLowerCase().replace(/(?:es|ed|s)+$/, ''));
}

/** The TypeScript files of a folder and those below it, or of the root alone. */
function filesOf(folder: string): string[] {
  const entries = readdirSync(path.join(root, folder), { recursive: folder !== '.', withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith('test/model/language/mistakes/'));
}

/** A file's text with its comments blanked out, and how many lines it has. */
function sourceOf(file: string): { text: string; lines: number } {
  const raw = readFileSync(path.join(root, file), 'utf8');
  const tokens = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
  const text = raw.replace(tokens, (token) => (/^\/[/*]/.test(token) ? token.replace(/[^\n]/g, ' ') : token));
  return { text, lines: raw.trimEnd().split('\n').length };
}

function importsIn(from: string, text: string): Import[] {
  const statements = /^(?:import|export)\b(?:[^'"`;=]*?\bfrom)?\s*'([^']+)'|\bimport\(\s*'([^']+)'/gm;
  // A template that holds a whole file has imports that are not this file's.
  const own = text.replace(/`(?:\\.|[^`\\])*`/g, '``');
  return [...own.matchAll(statements)].map(([, stated = '', to = stated]) => ({
    from,
    to: to.startsWith('.') ? path.normalize(path.join(path.dirname(from), to)) : to,
  }));
}

/** All source files that importing one loads, itself included. */
function reachedFrom(start: string): string[] {
  const reached = new Set([start]);
  for (const file of reached) {
    for (const { from, to } of imports) if (from === file && sources.has(to)) reached.add(to);
  }
  return [...reached];
}

/** Each import that leads back to its own file, with the way there. */
function cycles(): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) found.push([...way.slice(way.indexOf(file)), file].join(' -> '));
    if (done.has(file) || way.includes(file)) return;
    for (const { from, to } of imports) if (from === file && sources.has(to)) visit(to, [...way, file]);
    done.add(file);
  };
  for (const file of sources.keys()) visit(file, []);
  return found;
}

function arrow({ from, to }: Import): string {
  return `${from} -> ${to}`;
}
