import path from 'node:path';
import { type Node, type SourceFile, SyntaxKind } from 'typescript/unstable/ast';
import {
  API,
  type Checker,
  type Symbol as CompilerSymbol,
  NodeBuilderFlags,
  type Project,
  SymbolFlags,
} from 'typescript/unstable/sync';

/** A name that an entry of the package exports, with what its TSDoc says. */
export interface Exported {
  readonly name: string;
  /** Whether it is a type alone, which a machine's code does not call. */
  readonly isType: boolean;
  /** The file that declares it, from the root of the project. */
  readonly file: string;
  /** The name with its parameters, where it is a function that makes something. */
  readonly form: string;
  /** Its type, as an error of the compiler would spell it. */
  readonly type: string;
  /** Whether its own code throws. */
  readonly throws: boolean;
  /** The description: what stands before the first tag. */
  readonly text: string;
  readonly tags: readonly { readonly name: string; readonly text: string }[];
}

/** The texts of the tags of that name. */
export const tagsOf = ({ tags }: Exported, name: string): string[] =>
  tags.filter((tag) => tag.name === name).map(({ text }) => text);

/** The exports of each entry, by its path from the root, and the source text of the project's files by theirs. */
export interface Exports {
  readonly of: ReadonlyMap<string, readonly Exported[]>;
  readonly sources: ReadonlyMap<string, SourceFile>;
}

const root = path.resolve(import.meta.dirname, '../../..');

/** Asks the compiler what the entries export. What is asked for it has read already: the nodes outlive its process. */
export function exportsOf(entries: readonly string[]): Exports {
  const api = new API({ cwd: root });
  try {
    const tsconfig = path.join(root, 'tsconfig.build.json');
    const project = api.updateSnapshot({ openProjects: [tsconfig] }).getProject(tsconfig)!;
    const sources = new Map(
      project.rootFiles.map((file) => [path.relative(root, file), project.program.getSourceFile(file)!]),
    );
    const of = new Map(entries.map((entry) => [entry, exportsIn(project, sources.get(entry)!)]));
    return { of, sources };
  } finally {
    api.close();
  }
}

/** What is written behind a dot has no export of its own: the members of these, under the name that the guides give one. */
const withMembers = new Map([
  ['Machine', 'mm'],
  ['Patch', 'patch(…)'],
]);

function exportsIn(project: Project, entry: SourceFile): Exported[] {
  const { checker } = project;
  const found = checker.getExportsOfModule(checker.getSymbolAtLocation(entry)!);
  return found.flatMap((symbol) => {
    const own = exported(project, checker, symbol);
    const owner = own.isType ? withMembers.get(symbol.name) : undefined;
    return owner === undefined ? [own] : [own, ...membersOf(project, symbol, owner)];
  });
}

function membersOf(project: Project, symbol: CompilerSymbol, owner: string): Exported[] {
  const { checker } = project;
  const declared = symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const members = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(declared));
  return members
    .filter(({ name }) => !name.startsWith('~'))
    .map((member) => {
      const { name, form, ...rest } = exported(project, checker, member);
      return { ...rest, isType: false, name: `${owner}.${name}`, form: `${owner}.${form}` };
    });
}

function exported(project: Project, checker: Checker, symbol: CompilerSymbol): Exported {
  const declared = symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  // A word may be a value and a type of one name; the value is what a listing says.
  const nodes = declared.declarations.map((handle) => handle.resolve(project)!);
  return {
    name: symbol.name,
    isType: (declared.flags & SymbolFlags.Value) === 0,
    file: path.relative(root, nodes[0]!.getSourceFile().fileName),
    form: formOf(symbol.name, nodes),
    type: typeOf(checker, declared),
    throws: nodes.some(throwsIn),
    text: checker.getDocumentationCommentOfSymbol(declared).trim(),
    tags: checker.getJsDocTagsOfSymbol(declared).map(({ name, text = '' }) => ({ name, text: text.trim() })),
  };
}

/** A recipe, which gets the state first, goes into a listing as its name alone. */
function formOf(name: string, nodes: readonly Node[]): string {
  const overloads = nodes.map(parametersOf);
  const isRecipe = overloads.some((parameters) => /^_?state\b/.test(parameters?.[0] ?? ''));
  return isRecipe || overloads[0] === undefined ? name : `${name}(${overloads[0].join(', ')})`;
}

function parametersOf(node: Node): string[] | undefined {
  const { parameters, initializer } = node as unknown as {
    readonly parameters?: readonly Node[];
    readonly initializer?: Node;
  };
  if (parameters !== undefined) return parameters.map(nameOf);
  const isFunction =
    initializer?.kind === SyntaxKind.ArrowFunction || initializer?.kind === SyntaxKind.FunctionExpression;
  if (isFunction) return parametersOf(initializer);
  const call = initializer as unknown as { readonly arguments?: readonly Node[] } | undefined;
  return call?.arguments?.map(parametersOf).find((found) => found !== undefined);
}

function nameOf(parameter: Node): string {
  const { name, dotDotDotToken } = parameter as unknown as { name: Node; dotDotDotToken?: Node };
  const text = name.kind === SyntaxKind.ObjectBindingPattern ? 'options' : name.getText().replace(/^_/, '');
  return dotDotDotToken === undefined ? text : `...${text}`;
}

function typeOf(checker: Checker, symbol: CompilerSymbol): string {
  const type = checker.getTypeOfSymbol(symbol);
  return type === undefined ? '' : checker.typeToString(type, undefined, NodeBuilderFlags.NoTruncation);
}

/** Whether a statement of it throws; a class has methods for that. */
const throwsIn = (node: Node): boolean =>
  node.kind === SyntaxKind.ThrowStatement ||
  (node.kind !== SyntaxKind.ClassDeclaration &&
    node.forEachChild((child) => throwsIn(child) || undefined) === true);
