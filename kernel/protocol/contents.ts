// What the messages say, as far as both kernel and client read it.
// https://jupyter-client.readthedocs.io/en/stable/messaging.html; field names are the protocol's.

export interface ExecuteRequest {
  readonly code: string;
  readonly silent?: boolean;
  readonly store_history?: boolean;
  readonly user_expressions?: Readonly<Record<string, string>>;
  readonly allow_stdin?: boolean;
  readonly stop_on_error?: boolean;
}

/** Whether a content is what it should be: code, and expressions by name. */
export function isExecuteRequest(content: object): content is ExecuteRequest {
  const { code, user_expressions: expressions = {} } = content as Partial<ExecuteRequest>;
  if (typeof code !== "string" || typeof expressions !== "object") return false;
  return expressions === null || Object.values(expressions).every((expression) => typeof expression === "string");
}

export interface ErrorContent {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

export type ExecuteReply =
  | {
      readonly status: "ok";
      readonly execution_count: number;
      readonly user_expressions: Readonly<Record<string, unknown>>;
      readonly payload: readonly Payload[];
    }
  | ({ readonly status: "error"; readonly execution_count: number } & ErrorContent)
  | { readonly status: "aborted"; readonly execution_count: number };

/** Deprecated by the protocol without a replacement, and still the only way to open a pager or write the next cell. */
export type Payload =
  | { readonly source: "page"; readonly data: Readonly<Record<string, unknown>>; readonly start: number }
  | { readonly source: "set_next_input"; readonly text: string; readonly replace: boolean }
  | { readonly source: "ask_exit"; readonly keepkernel: boolean };

export interface CompleteReply {
  readonly status: "ok";
  readonly matches: readonly string[];
  /** In Unicode code points. */
  readonly cursor_start: number;
  readonly cursor_end: number;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface InspectReply {
  readonly status: "ok";
  readonly found: boolean;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface IsCompleteReply {
  readonly status: "complete" | "incomplete" | "invalid" | "unknown";
  readonly indent?: string;
}

export interface HistoryRequest {
  readonly output?: boolean;
  readonly raw?: boolean;
  readonly hist_access_type: "tail" | "range" | "search";
  readonly session?: number;
  readonly start?: number;
  readonly stop?: number;
  readonly n?: number;
  readonly pattern?: string;
  readonly unique?: boolean;
}
