// What can be written at a place, the likely first: names of earlier cells, then gradbook's, then the rest.
import { type CompletionEntry, CompletionItemKind } from "typescript/unstable/async";
import type { Compiler } from "./compiler.ts";
import { namesInScope } from "./scopeCompletion.ts";
import type { Session } from "./session.ts";

export interface Completion {
  readonly text: string;
  /** In the words front-ends have icons for. */
  readonly type: string;
}

export interface CompletionResult {
  /** What is replaced, as UTF-16 indexes into the cell. */
  readonly start: number;
  readonly end: number;
  readonly matches: readonly Completion[];
}

const most = 400;

export async function completeAt(
  compiler: Compiler,
  session: Session,
  source: string,
  offset: number,
): Promise<CompletionResult> {
  const typed = /[\p{ID_Continue}$]*$/u.exec(source.slice(0, offset))![0];
  const start = offset - typed.length;
  const afterDot = /\.\s*$/.test(source.slice(0, start));
  const wanted = typed.toLowerCase();
  const entries = await entriesAt(compiler, session, source.slice(0, start) + source.slice(offset), start);
  const found = entries
    // Optional properties come with a question mark.
    .map((entry) => ({ ...entry, name: entry.name.replace(/\?$/, "") }))
    .filter(({ name }) => name.toLowerCase().startsWith(wanted) && !name.startsWith("__gradbook"));
  const rank = (entry: Entry): string =>
    `${place(entry, typed, afterDot, session)}${entry.sortText ?? ""}${entry.name}`;
  const ordered = found.map((entry) => ({ entry, key: rank(entry) })).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const matches = new Map<string, Completion>();
  for (const { entry } of ordered) {
    if (!matches.has(entry.name)) matches.set(entry.name, { text: entry.name, type: kindName(entry.kind) });
  }
  return { start, end: offset, matches: [...matches.values()].slice(0, most) };
}

type Entry = Pick<CompletionEntry, "name" | "kind" | "sortText">;

/** @param source without the word that is being typed, which begins at `start` */
async function entriesAt(
  compiler: Compiler,
  session: Session,
  source: string,
  start: number,
): Promise<readonly Entry[]> {
  const module = session.moduleOf(source, true);
  const { checker } = await compiler.update(module.text);
  try {
    return (await checker.getCompletionsAtPosition(compiler.root, module.offset + start))?.entries ?? [];
  } catch (error) {
    if (!/auto imports/.test(String(error))) throw error;
    return namesInScope(compiler, session, source, start);
  }
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
