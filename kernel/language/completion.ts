// What can be written at a place, the likely first: names of earlier cells, then gradbook's, then the rest.
import {
  type Checker,
  type CompletionEntry,
  CompletionItemKind,
  type Symbol as TypeScriptSymbol,
  SymbolFlags,
} from "typescript/unstable/async";
import type { Compiler } from "./compiler.ts";
import type { Documentation } from "./documentation.ts";
import { namesInScope } from "./scopeCompletion.ts";
import type { Session } from "./session.ts";
import { describeAll } from "./signatures.ts";

export interface Completion {
  readonly text: string;
  /** In the words front-ends have icons for. */
  readonly type: string;
  /** Of the first ones: what it is called with, or its type. */
  readonly signature?: string;
  readonly documentation?: string;
}

export interface CompletionResult {
  /** What is replaced, as UTF-16 indexes into the cell. */
  readonly start: number;
  readonly end: number;
  readonly matches: readonly Completion[];
}

const most = 400;
/** So many come with signature and documentation: what a list shows at once. Each costs two questions. */
const mostDescribed = 8;

export async function completeAt(
  compiler: Compiler,
  session: Session,
  source: string,
  offset: number,
  ours: Documentation,
): Promise<CompletionResult> {
  const typed = /[\p{ID_Continue}$]*$/u.exec(source.slice(0, offset))![0];
  const start = offset - typed.length;
  const afterDot = /\.\s*$/.test(source.slice(0, start));
  const wanted = typed.toLowerCase();
  const { checker, entries } = await entriesAt(compiler, session, source.slice(0, start) + source.slice(offset), start);
  const found = entries
    // Optional properties come with a question mark.
    .map((entry) => ({ ...entry, name: entry.name.replace(/\?$/, "") }))
    .filter(({ name }) => name.toLowerCase().startsWith(wanted) && !name.startsWith("__gradbook"));
  const rank = (entry: Entry): string =>
    `${place(entry, typed, afterDot, session)}${entry.sortText ?? ""}${entry.name}`;
  const ordered = found.map((entry) => ({ entry, key: rank(entry) })).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const named = new Map<string, Entry>();
  for (const { entry } of ordered) if (!named.has(entry.name)) named.set(entry.name, entry);
  const shown = [...named.values()].slice(0, most);
  const first = await symbolsOf(shown.slice(0, mostDescribed), checker, compiler.root);
  const described = await describeAll(checker, first, ours);
  // Members are not what cells have called the same.
  const ofCell = (name: string): string | undefined => (afterDot ? undefined : session.kindOf(name));
  const matches = shown.map(({ name, kind }, i) => ({
    text: name,
    type: ofCell(name) ?? kindName(kind),
    ...described[i],
  }));
  return { start, end: offset, matches };
}

export type Entry = Pick<CompletionEntry, "name" | "kind" | "sortText" | "symbol">;

/** What may stand at a place, and the checker that knows it. */
export interface Entries {
  readonly checker: Checker;
  readonly entries: readonly Entry[];
}

/** @param source without the word that is being typed, which begins at `start` */
async function entriesAt(compiler: Compiler, session: Session, source: string, start: number): Promise<Entries> {
  const module = session.moduleOf(source, true);
  const { checker } = await compiler.update(module.text);
  try {
    const found = await checker.getCompletionsAtPosition(compiler.root, module.offset + start, { includeSymbol: true });
    return { checker, entries: found?.entries ?? [] };
  } catch (error) {
    if (!/auto imports/.test(String(error))) throw error;
    return namesInScope(compiler, session, source, start);
  }
}

/** Where TypeScript has not said which symbol it means, a name that is in scope at the end of the cell. */
function symbolsOf(
  entries: readonly Entry[],
  checker: Checker,
  document: string,
): Promise<(TypeScriptSymbol | undefined)[]> {
  const anything = SymbolFlags.Value | SymbolFlags.Type | SymbolFlags.Namespace | SymbolFlags.Alias;
  return Promise.all(
    entries.map(({ name, kind, symbol }) =>
      symbol || kind === CompletionItemKind.Keyword
        ? symbol
        : checker.resolveName(name, anything, { document, position: 0 }),
    ),
  );
}

/** 0 first. Letters as they were typed come before others. */
function place({ name, kind }: Entry, typed: string, afterDot: boolean, session: Session): string {
  const exact = name.startsWith(typed) ? "0" : "1";
  if (afterDot) return `${exact}0`;
  const cell = session.names.indexOf(name);
  if (cell >= 0) return `${exact}1${String(cell).padStart(4, "0")}`;
  if (session.isPreloaded(name)) return `${exact}2`;
  return `${exact}${kind === CompletionItemKind.Keyword ? 4 : 3}`;
}

function kindName(kind: CompletionItemKind | undefined): string {
  const name = kind === undefined ? undefined : CompletionItemKind[kind];
  if (name === undefined) return "text";
  if (name === "Constant") return "variable";
  if (name === "Field") return "property";
  if (name === "EnumMember") return "enum";
  return name.charAt(0).toLowerCase() + name.slice(1);
}
