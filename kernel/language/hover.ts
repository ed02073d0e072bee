// What a name is: its signature, then its documentation.
import {
  type Checker,
  type Project,
  SignatureKind,
  type Symbol as TypeScriptSymbol,
  SymbolFlags,
  type Type,
} from "typescript/unstable/async";
import type { Documentation } from "./documentation.ts";
import type { CellModule } from "./session.ts";
import { asCall } from "./signatures.ts";

export interface Hover {
  readonly markdown: string;
  readonly plain: string;
}

/** TypeScript's number for the declaration of a parameter. */
const parameter = 170;

/** @param earlier the statement of an earlier cell that declared a name */
export async function hoverAt(
  project: Project,
  file: string,
  module: CellModule,
  source: string,
  offset: number,
  ours: Documentation,
  earlier: (name: string) => string | undefined = () => undefined,
): Promise<Hover | undefined> {
  const { checker } = project;
  for (const position of candidates(source, offset)) {
    const found = await checker.getSymbolAtPosition(file, module.offset + position);
    if (!found) continue;
    const symbol = found.flags & SymbolFlags.Alias ? await checker.getAliasedSymbol(found) : found;
    const signature = await describe(project, symbol, found.name, [source, earlier(found.name) ?? ""]);
    const told = await documented(project, file, module, symbol);
    const { text: documentation, tags } = (await ours.of(told, checker)) ?? {
      text: await told.getDocumentationComment(checker),
      tags: (await told.getJsDocTags(checker)).map(({ name, text = "" }) => ({ name, text })),
    };
    return {
      markdown: [
        `\`\`\`typescript\n${signature}\n\`\`\``,
        documentation,
        ...tags.map(({ name, text }) =>
          name === "example" ? `*@example*\n\`\`\`typescript\n${text}\n\`\`\`` : `*@${name}* ${text}`,
        ),
      ]
        .filter(Boolean)
        .join("\n\n"),
      plain: [signature, documentation, tags.map(({ name, text }) => `@${name} ${text}`).join("\n")]
        .filter(Boolean)
        .join("\n\n"),
    };
  }
  return undefined;
}

/** Variables of earlier cells are declared again in front of the cell, without their documentation: see session.ts. */
async function documented(
  { checker }: Project,
  file: string,
  { text, offset }: CellModule,
  symbol: TypeScriptSymbol,
): Promise<TypeScriptSymbol> {
  const before = text.lastIndexOf(`typeof __gradbook_${symbol.name};`, offset);
  if (before < 0) return symbol;
  const [declared, imported] = await checker.getSymbolAtPosition(file, [
    before - `${symbol.name}: `.length,
    before + "typeof ".length,
  ]);
  // A name of a function's own may be the same.
  return imported && declared?.id === symbol.id ? checker.getAliasedSymbol(imported) : symbol;
}

/** The word that the cursor is in or behind. */
export function wordAt(source: string, offset: number): string {
  const before = /[\p{ID_Continue}$]*$/u.exec(source.slice(0, offset))![0];
  return before + /^[\p{ID_Continue}$]*/u.exec(source.slice(offset))![0];
}

export function withSource({ markdown, plain }: Hover, text: string): Hover {
  return { markdown: `${markdown}\n\n\`\`\`typescript\n${text}\n\`\`\``, plain: `${plain}\n\n${text}` };
}

/** Where to look: the word at the cursor, else the function whose argument list the cursor is in. */
function candidates(source: string, offset: number): number[] {
  const word = /[\p{ID_Continue}$]/u;
  const at = word.test(source.charAt(offset))
    ? [offset]
    : offset > 0 && word.test(source.charAt(offset - 1))
      ? [offset - 1]
      : [];
  let depth = 0;
  for (let i = offset - 1; i >= 0; i -= 1) {
    const character = source.charAt(i);
    if (character === ")") depth += 1;
    else if (character === "(") {
      if (depth === 0) {
        const name = /[\p{ID_Continue}$]\s*(?:<[^<>]*>)?\s*$/u.exec(source.slice(0, i));
        return name ? [...at, name.index] : at;
      }
      depth -= 1;
    }
  }
  return at;
}

async function describe(
  { checker }: Project,
  symbol: TypeScriptSymbol,
  name: string,
  sources: readonly string[],
): Promise<string> {
  const { flags } = symbol;
  const type = await checker.getTypeOfSymbol(symbol);
  if (flags & SymbolFlags.Class) return `class ${name}${type ? await constructorsOf(checker, type) : ""}`;
  if (flags & SymbolFlags.Interface) return `interface ${name}`;
  if (flags & SymbolFlags.TypeAlias)
    return `type ${name} = ${await checker.typeToString(await checker.getDeclaredTypeOfSymbol(symbol))}`;
  if (flags & SymbolFlags.Enum) return `enum ${name}`;
  if (flags & SymbolFlags.Module) return `namespace ${name}`;
  if (!type) return name;
  const text = await checker.typeToString(type);
  if (flags & (SymbolFlags.Function | SymbolFlags.Method)) {
    const signatures = await checker.getSignaturesOfType(type, SignatureKind.Call);
    const keyword = flags & SymbolFlags.Function ? "function" : "(method)";
    if (signatures.length === 1) return `${keyword} ${name}${asCall(text)}`;
    return `${keyword} ${name}${more(signatures.length - 1)}: ${text}`;
  }
  if (flags & SymbolFlags.EnumMember) return `(enum member) ${text}`;
  if (flags & SymbolFlags.Accessor) return `(accessor) ${name}: ${text}`;
  if (flags & SymbolFlags.Property) return `(property) ${name}: ${text}`;
  return `${keywordOf(symbol, name, sources)} ${name}: ${text}`;
}

/** What is needed to make one: `new (inFeatures: number, outFeatures: number)`, on a line of its own. */
async function constructorsOf(checker: Checker, type: Type): Promise<string> {
  const [signature, ...others] = await checker.getSignaturesOfType(type, SignatureKind.Construct);
  if (!signature) return "";
  const parameters = await signature.getParameters();
  const types = parameters.length > 0 ? await checker.getTypeOfSymbol(parameters) : [];
  const written = await Promise.all(
    parameters.map(async (each, i) => {
      // What is taken apart in the list has no name.
      const name = each.name.startsWith("__") ? "options" : each.name;
      const text = types[i] ? await checker.typeToString(types[i]) : "any";
      if (signature.hasRestParameter && i === parameters.length - 1) return `...${name}: ${text}`;
      const [, optional] = /^(.*) \| undefined$/s.exec(text) ?? [];
      return optional === undefined ? `${name}: ${text}` : `${name}?: ${optional}`;
    }),
  );
  return `\nnew (${written.join(", ")})${more(others.length)}`;
}

/** `let`, `const` or `var`, as it stands in the cell, or in the earlier cell that declared the name. */
function keywordOf({ flags, valueDeclaration }: TypeScriptSymbol, name: string, sources: readonly string[]): string {
  if (valueDeclaration?.kind === parameter) return "(parameter)";
  const declared = new RegExp(
    String.raw`\b(let|const|var)\s[^;=]*?(?<![\p{ID_Continue}$])${name.replaceAll("$", String.raw`\$`)}(?![\p{ID_Continue}$])`,
    "u",
  );
  const [, word] = sources.map((source) => declared.exec(source)).find(Boolean) ?? [];
  return word ?? (flags & SymbolFlags.BlockScopedVariable ? "const" : "var");
}

const more = (count: number): string => (count > 0 ? ` (+${count} overload${count > 1 ? "s" : ""})` : "");
