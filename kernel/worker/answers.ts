// Answers to everything on the shell and control channels that does not run code. They never wait for a running cell.
import { splitCommands } from "../cells/lineCommands.ts";
import type { CompletionResult } from "../language/completion.ts";
import { isComplete } from "../language/completeness.ts";
import type { LanguageService } from "../language/languageService.ts";
import { codePointPosition, utf16Index } from "../protocol/codePoints.ts";
import type { CompleteReply, HistoryRequest, InspectReply, IsCompleteReply } from "../protocol/contents.ts";
import type { Content } from "../protocol/message.ts";
import type { Comms } from "./comms.ts";
import { aboutCommand, completeCommand } from "./commands/table.ts";
import type { History } from "./history.ts";
import type { Shells } from "./shells.ts";
import { usage } from "./usage.ts";

export type Answer = (content: Content) => Promise<object>;

export interface AnswerParts {
  readonly info: Content;
  readonly language: Promise<LanguageService>;
  readonly history: History;
  readonly comms: Comms;
  readonly shells: Shells;
  /** Where the channels are, as connect_request asks. */
  readonly ports: Content;
}

/** The handlers by message type; the reply's type is the request's with "_reply" for "_request". */
export function answers({
  info,
  language,
  history,
  comms,
  shells,
  ports,
}: AnswerParts): Readonly<Record<string, Answer>> {
  return {
    kernel_info_request: async () => info,
    comm_info_request: async (content) => comms.info(content),
    connect_request: async () => ({ status: "ok", ...ports }),
    usage_request: async () => usage(),
    create_subshell_request: async () => ({ status: "ok", subshell_id: shells.create() }),
    list_subshell_request: async () => ({ status: "ok", subshell_id: shells.list() }),
    delete_subshell_request: async ({ subshell_id: id }) => {
      if (!shells.delete(id)) throw new Error(`There is no subshell ${JSON.stringify(id)}.`);
      return { status: "ok" };
    },
    history_request: async (content) => ({ status: "ok", history: history.find(content as unknown as HistoryRequest) }),
    is_complete_request: async ({ code }) => completenessOf(String(code)),
    complete_request: async ({ code, cursor_pos: position }) => complete(await language, String(code), position),
    inspect_request: async ({ code, cursor_pos: position, detail_level: detail }) =>
      inspect(await language, String(code), position, detail === 1 ? 1 : 0),
  };
}

function completenessOf(code: string): IsCompleteReply {
  // A cell that is not TypeScript ends with an empty line.
  if (/^\s*%%/.test(code)) return /\n\s*\n$/.test(code) ? { status: "complete" } : { status: "incomplete", indent: "" };
  const { source } = splitCommands(code);
  return source.trim() === "" ? { status: "complete" } : isComplete(source);
}

async function complete(language: LanguageService, code: string, position: unknown): Promise<CompleteReply> {
  const offset = offsetOf(code, position);
  const { start, end, matches } =
    completionOfCommand(code, offset) ?? (await language.complete(splitCommands(code).source, offset));
  const cursor_start = codePointPosition(code, start);
  const cursor_end = codePointPosition(code, end);
  return {
    status: "ok",
    matches: matches.map(({ text }) => text),
    cursor_start,
    cursor_end,
    metadata: {
      _jupyter_types_experimental: matches.map((match) => ({ start: cursor_start, end: cursor_end, ...match })),
    },
  };
}

function completionOfCommand(code: string, offset: number): CompletionResult | undefined {
  const line = code.slice(code.lastIndexOf("\n", offset - 1) + 1, offset);
  const found = completeCommand(line);
  const lead = splitCommands(code.slice(0, offset)).source;
  // Further down `%` is an operator.
  if (
    !found ||
    lead
      .slice(0, -line.length || undefined)
      .replace(/\/\/.*/g, "")
      .trim() !== ""
  )
    return undefined;
  const start = offset - line.length + found.from;
  return { start, end: offset, matches: found.matches.map((text) => ({ text, type: "keyword" })) };
}

async function inspect(
  language: LanguageService,
  code: string,
  position: unknown,
  detail: 0 | 1,
): Promise<InspectReply> {
  const offset = offsetOf(code, position);
  const command = commandAt(code, offset);
  if (command) {
    return { status: "ok", found: true, data: { "text/plain": command, "text/markdown": command }, metadata: {} };
  }
  const found = await language.inspect(splitCommands(code).source, offset, detail);
  const data = found ? { "text/markdown": found.markdown, "text/plain": found.plain } : {};
  return { status: "ok", found: found !== undefined, data, metadata: {} };
}

/** What the command on the cursor's line does, when the cursor is on its name. */
function commandAt(code: string, offset: number): string | undefined {
  const start = code.lastIndexOf("\n", offset - 1) + 1;
  const [whole = "", name = ""] = /^\s*(%{1,2}\w+)/.exec(code.slice(start)) ?? [];
  return offset <= start + whole.length ? aboutCommand(name) : undefined;
}

const offsetOf = (code: string, position: unknown): number =>
  typeof position === "number" ? utf16Index(code, position) : code.length;
