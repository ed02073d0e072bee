// Documentation that the build has taken out of the declarations which every kernel reads (setup/lean.mjs): beside `x.d.ts`
// lies `x.docs.json`, with texts by the number that TypeScript gives a declaration. Read when somebody asks first. What
// other packages and cells declare has its comments in place, and TypeScript answers for it.
import { existsSync, readFileSync } from "node:fs";
import { type Checker, type Symbol as TypeScriptSymbol, SymbolFlags } from "typescript/unstable/async";

export interface Documented {
  readonly text: string;
  readonly tags: readonly { readonly name: string; readonly text: string }[];
}

type Table = Readonly<Record<string, readonly [text: string, tags: readonly (readonly [string, string])[]]>>;

export class Documentation {
  readonly #folders: readonly string[];
  readonly #tables = new Map<string, Table>();

  /** @param folders where the build has put declarations: what lies beside those of others is none of ours */
  constructor(folders: readonly string[]) {
    this.#folders = folders.map((folder) => folder.replaceAll("\\", "/").toLowerCase());
  }

  /** Of all declarations that have some; of a member that has none, what the class or interface above says of it. */
  async of(symbol: TypeScriptSymbol, checker: Checker): Promise<Documented | undefined> {
    const found = symbol.declarations.flatMap(({ path, index }) => {
      const documented = this.#table(path)[index];
      return documented ? [documented] : [];
    });
    if (found.length === 0) return this.#inherited(symbol, checker);
    return {
      text: [...new Set(found.map(([text]) => text))].filter(Boolean).join("\n"),
      tags: found.flatMap(([, tags]) => tags.map(([name, text]) => ({ name, text }))),
    };
  }

  /** The text alone, wherever it stands. */
  async textOf(symbol: TypeScriptSymbol, checker: Checker): Promise<string> {
    return (await this.of(symbol, checker))?.text ?? symbol.getDocumentationComment(checker);
  }

  async #inherited(symbol: TypeScriptSymbol, checker: Checker): Promise<Documented | undefined> {
    if (!symbol.declarations.some(({ path }) => this.#isOurs(path))) return undefined;
    const owner = await symbol.getParent();
    if (!owner || !(owner.flags & (SymbolFlags.Class | SymbolFlags.Interface))) return undefined;
    const own = await checker.getDeclaredTypeOfSymbol(owner);
    for (const base of (await own.getBaseTypes()) ?? []) {
      const member = await checker.getPropertyOfType(base, symbol.name);
      const documented = member && (await this.of(member, checker));
      if (documented) return documented;
    }
    return undefined;
  }

  #table(declarations: string): Table {
    const known = this.#tables.get(declarations);
    if (known) return known;
    const file = declarations.replace(/\.d\.ts$/, ".docs.json");
    const taken = file !== declarations && this.#isOurs(file) && existsSync(file);
    const table = taken ? (JSON.parse(readFileSync(file, "utf8")) as Table) : {};
    this.#tables.set(declarations, table);
    return table;
  }

  /** TypeScript writes paths in small letters where the disk does not care. */
  #isOurs(file: string): boolean {
    return this.#folders.some((folder) => file.toLowerCase().startsWith(`${folder}/`));
  }
}
