// Answers to everything on the shell and control channels that does not run code. They never wait for a running cell.
import { splitCommands } from "../cells/lineCommands.ts";
import type { LanguageService } from "../language/languageService.ts";
import { codePointPosition, utf16Index } from "../protocol/codePoints.ts";
import type { CompleteReply, HistoryRequest, InspectReply, IsCompleteReply } from "../protocol/contents.ts";
import type { Content } from "../protocol/message.ts";
import type { Comms } from "./comms.ts";
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
}

/** The handlers by message type; the reply's type is the request's with "_reply" for "_request". */
export function answers({ info, language, history, comms, shells }: AnswerParts): Readonly<Record<string, Answer>> {
  return {
    kernel_info_request: async () => info,
    comm_info_request: async (content) => comms.info(content),
    connect_request: async () => ({ status: "ok" }),
    usage_request: async () => usage(),
    create_subshell_request: async () => ({ status: "ok", subshell_id: shells.create() }),
    list_subshell_request: async () => ({ status: "ok", subshell_id: shells.list() }),
    delete_subshell_request: async ({ subshell_id: id }) => {
      if (!shells.delete(id)) throw new Error(`There is no subshell ${JSON.stringify(id)}.`);
      return { status: "ok" };
    },
    history_request: async (content) => ({ status: "ok", history: history.find(content as unknown as HistoryRequest) }),
    is_complete_request: async ({ code }) => isComplete(await language, String(code)),
    complete_request: async ({ code, cursor_pos: position }) => complete(await language, String(code), position),
    inspect_request: async ({ code, cursor_pos: position, detail_level: detail }) =>
      inspect(await language, String(code), position, detail === 1 ? 1 : 0),
  };
}

function isComplete(language: LanguageService, code: string): IsCompleteReply {
  const { source } = splitCommands(code);
  return source.trim() === "" ? { status: "complete" } : language.isComplete(source);
}

async function complete(language: LanguageService, code: string, position: unknown): Promise<CompleteReply> {
  const { source } = splitCommands(code);
  const offset = offsetOf(code, position);
  const { start, end, matches } = await language.complete(source, offset);
  const cursor_start = codePointPosition(code, start);
  const cursor_end = codePointPosition(code, end);
  return {
    status: "ok",
    matches: matches.map(({ text }) => text),
    cursor_start,
    cursor_end,
    metadata: {
      _jupyter_types_experimental: matches.map(({ text, type }) => ({
        start: cursor_start,
        end: cursor_end,
        text,
        type,
      })),
    },
  };
}

async function inspect(
  language: LanguageService,
  code: string,
  position: unknown,
  detail: 0 | 1,
): Promise<InspectReply> {
  const found = await language.inspect(splitCommands(code).source, offsetOf(code, position), detail);
  const data = found ? { "text/markdown": found.markdown, "text/plain": found.plain } : {};
  return { status: "ok", found: found !== undefined, data, metadata: {} };
}

const offsetOf = (code: string, position: unknown): number =>
  typeof position === "number" ? utf16Index(code, position) : code.length;
