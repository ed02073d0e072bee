// What a name is: its signature, then its documentation.
import { type Project, SignatureKind, type Symbol as TypeScriptSymbol, SymbolFlags } from "typescript/unstable/async";
import type { Documentation } from "./documentation.ts";
import type { CellModule } from "./session.ts";

export interface Hover {
  readonly markdown: string;
  readonly plain: string;
}

export async function hoverAt(
  project: Project,
  file: string,
  module: CellModule,
  source: string,
  offset: number,
  ours: Documentation,
): Promise<Hover | undefined> {
  const { checker } = project;
  for (const position of candidates(source, offset)) {
    const found = await checker.getSymbolAtPosition(file, module.offset + position);
    if (!found) continue;
    const symbol = found.flags & SymbolFlags.Alias ? await checker.getAliasedSymbol(found) : found;
    const signature = await describe(project, symbol, found.name);
    const { text: documentation, tags } = (await ours.of(symbol, checker)) ?? {
      text: await symbol.getDocumentationComment(checker),
      tags: (await symbol.getJsDocTags(checker)).map(({ name, text = "" }) => ({ name, text })),
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

async function describe({ checker }: Project, symbol: TypeScriptSymbol, name: string): Promise<string> {
  const { flags } = symbol;
  const type = await checker.getTypeOfSymbol(symbol);
  if (flags & SymbolFlags.Class && type) {
    const [signature, ...others] = await checker.getSignaturesOfType(type, SignatureKind.Construct);
    const made = signature ? await checker.typeToString(type) : "";
    return signature && !made.startsWith("typeof") ? `class ${name}\n${made}${more(others.length)}` : `class ${name}`;
  }
  if (flags & SymbolFlags.Interface) return `interface ${name}`;
  if (flags & SymbolFlags.TypeAlias)
    return `type ${name} = ${await checker.typeToString(await checker.getDeclaredTypeOfSymbol(symbol))}`;
  if (flags & SymbolFlags.Enum) return `enum ${name}`;
  if (flags & SymbolFlags.Module) return `namespace ${name}`;
  if (!type) return name;
  const text = await checker.typeToString(type);
  if (flags & (SymbolFlags.Function | SymbolFlags.Method)) {
    const signatures = await checker.getSignaturesOfType(type, SignatureKind.Call);
    const keyword = flags & SymbolFlags.Function ? "function " : "";
    if (signatures.length === 1) return `${keyword}${name}${text.replace(/ => (?!.* => )/, ": ")}`;
    return `${keyword}${name}${more(signatures.length - 1)}: ${text}`;
  }
  if (flags & SymbolFlags.Property) return `(property) ${name}: ${text}`;
  return `${flags & SymbolFlags.BlockScopedVariable ? "const" : "var"} ${name}: ${text}`;
}

const more = (count: number): string => (count > 0 ? ` (+${count} overload${count > 1 ? "s" : ""})` : "");
