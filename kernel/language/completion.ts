// What can be written at a place, the likely first: names of earlier cells, then gradbook's, then the rest.
import { type CompletionEntry, CompletionItemKind, type Project } from "typescript/unstable/async";
import type { CellModule, Session } from "./session.ts";

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
  project: Project,
  file: string,
  module: CellModule,
  source: string,
  offset: number,
  session: Session,
): Promise<CompletionResult> {
  const typed = /[\p{ID_Continue}$]*$/u.exec(source.slice(0, offset))![0];
  const start = offset - typed.length;
  const info = await project.checker.getCompletionsAtPosition(file, module.offset + offset);
  const afterDot = /\.\s*$/.test(source.slice(0, start));
  const wanted = typed.toLowerCase();
  const found = (info?.entries ?? []).filter(
    ({ name }) => name.toLowerCase().startsWith(wanted) && !name.startsWith("__gradbook"),
  );
  const rank = (entry: CompletionEntry): string =>
    `${place(entry, typed, afterDot, session)}${entry.sortText ?? ""}${entry.name}`;
  const ordered = found.map((entry) => ({ entry, key: rank(entry) })).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const matches = new Map(ordered.map(({ entry }) => [entry.name, { text: entry.name, type: kindName(entry.kind) }]));
  return { start, end: offset, matches: [...matches.values()].slice(0, most) };
}

/** 0 first. Letters as they were typed come before others. */
function place({ name, kind }: CompletionEntry, typed: string, afterDot: boolean, session: Session): string {
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
