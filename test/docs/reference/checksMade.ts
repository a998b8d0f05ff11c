import { type Node, type SourceFile, SyntaxKind } from 'typescript/unstable/ast';

/** What a declaration says with its own words: names, texts, and the properties of its object literals. */
interface Said {
  readonly names: ReadonlySet<string>;
  readonly texts: ReadonlySet<string>;
  readonly properties: ReadonlySet<string>;
}

/**
 * Which checks a primitive may report, read off its source and off whatever it names in the files of the primitives: those
 * of the given names that stand there as a text, and those that the checker makes of a lock, or of a field that has to be
 * zero when its thread ends.
 */
export class ChecksMade {
  readonly #files: ReadonlyMap<string, ReadonlyMap<string, Said>>;
  /** For each file, where what it imports from the others is declared. */
  readonly #imports: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly #checks: readonly string[];

  /** @param sources the files, by their paths; a name is looked for in its own file first, then where that imports it from */
  constructor(sources: ReadonlyMap<string, SourceFile>, checks: readonly string[]) {
    this.#files = new Map([...sources].map(([file, source]) => [file, declarationsIn(source)]));
    this.#imports = new Map([...sources].map(([file, { text }]) => [file, importsIn(text, file)]));
    this.#checks = checks;
  }

  /** The checks of the primitive of that name in that file, in the order of the names given. */
  of(name: string, file: string): string[] {
    const said = this.#reachedFrom(name, file);
    const texts = new Set(said.flatMap((one) => [...one.texts]));
    const isLock = said.some(({ properties }) => properties.has('owner') && properties.has('name'));
    const ofLocks = said.some(({ properties }) => properties.has('unordered'))
      ? ['held-at-exit', 'held-lock-freed']
      : ['lock-order', 'held-at-exit', 'held-lock-freed'];
    const atExit = said.some(({ names }) => names.has('zeroAtExit')) && !isLock ? ['held-at-exit'] : [];
    return [...this.#checks.filter((check) => texts.has(check)), ...(isLock ? ofLocks : []), ...atExit];
  }

  #reachedFrom(name: string, file: string): Said[] {
    const seen = new Map<Said, string>();
    const visit = (one: string, from: string): void => {
      const found = this.#declared(one, from);
      if (found === undefined || seen.has(found.said)) return;
      seen.set(found.said, found.file);
      for (const next of found.said.names) visit(next, found.file);
    };
    visit(name, file);
    return [...seen.keys()];
  }

  #declared(name: string, file: string): { said: Said; file: string } | undefined {
    const own = this.#files.get(file)?.get(name);
    if (own !== undefined) return { said: own, file };
    const other = this.#imports.get(file)?.get(name);
    const said = other === undefined ? undefined : this.#files.get(other)?.get(name);
    return said === undefined ? undefined : { said, file: other! };
  }
}

function importsIn(text: string, file: string): Map<string, string> {
  const imported = [...text.matchAll(/import (?:type )?\{([^}]*)\} from '\.\/([\w.]+)'/g)];
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  return new Map(
    imported.flatMap(([, names, from]) =>
      names!.split(',').map((name) => [name.replace('type ', '').trim(), folder + from!] as const),
    ),
  );
}

/** What stands at the top of a file, by its name; overloads of a function are one. */
function declarationsIn(source: SourceFile): Map<string, Said> {
  const declared = new Map<string, Said>();
  const add = (node: Node) => {
    const { name } = node as unknown as { readonly name?: Node };
    if (name?.kind !== SyntaxKind.Identifier) return;
    const said = saidIn(node);
    const before = declared.get(name.getText());
    declared.set(name.getText(), before === undefined ? said : both(before, said));
  };
  for (const statement of source.statements) {
    if (statement.kind === SyntaxKind.FunctionDeclaration) add(statement);
    if (statement.kind !== SyntaxKind.VariableStatement) continue;
    const { declarationList } = statement as unknown as { declarationList: { declarations: Node[] } };
    for (const declaration of declarationList.declarations) add(declaration);
  }
  return declared;
}

function both(a: Said, b: Said): Said {
  return {
    names: new Set([...a.names, ...b.names]),
    texts: new Set([...a.texts, ...b.texts]),
    properties: new Set([...a.properties, ...b.properties]),
  };
}

function saidIn(node: Node): Said {
  const [names, texts, properties] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const own = new Set<string>();
  const visit = (one: Node): void => {
    const { name, text } = one as unknown as { readonly name?: Node; readonly text?: string };
    if (one.kind === SyntaxKind.Identifier) names.add(text!);
    if (one.kind === SyntaxKind.StringLiteral) texts.add(text!);
    if (one.kind === SyntaxKind.PropertyAssignment) properties.add(name!.getText());
    if (one !== node && binds.has(one.kind) && name?.kind === SyntaxKind.Identifier) own.add(name.getText());
    one.forEachChild((child) => {
      if (child !== name || !isNamed.has(one.kind)) visit(child);
    });
  };
  visit(node);
  for (const name of own) names.delete(name);
  return { names, texts, properties };
}

/** What gives a name to something of its own, which hides what the file has under it. */
const binds = new Set([SyntaxKind.Parameter, SyntaxKind.BindingElement, SyntaxKind.VariableDeclaration]);
/** What has a name that is a property's, and no variable's. */
const isNamed = new Set([SyntaxKind.PropertyAccessExpression, SyntaxKind.PropertyAssignment]);
