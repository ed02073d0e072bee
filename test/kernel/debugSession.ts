// A client of the debugger, as JupyterLab is one, over a kernel of its own: questions, breakpoints, stops and what is seen there.
import { expect } from "vitest";
import type { Message } from "../../kernel/protocol/message.ts";
import { type Shown, useKernel } from "./session.ts";

type Variables = { name: string; value: string; type: string; variablesReference: number }[];
/** What the responses hold, all together. */
interface Body {
  readonly isStarted: boolean;
  readonly hashSeed: number;
  readonly tmpFilePrefix: string;
  readonly tmpFileSuffix: string;
  readonly sourcePath: string;
  readonly content: string;
  readonly data: Readonly<Record<string, string>>;
  readonly variables: Variables;
  readonly scopes: { name: string; variablesReference: number }[];
  readonly stackFrames: { id: number; name: string; line: number; source: { path: string } }[];
  readonly breakpoints: { line: number; verified: boolean; message?: string }[];
  readonly exceptionBreakpointFilters: readonly unknown[];
  readonly modules: readonly unknown[];
}
interface Response {
  readonly success: boolean;
  readonly message?: string;
  readonly body: Body;
}

type Wanted = { line: number; condition?: string; hitCondition?: string; logMessage?: string };

/** For all tests of a file. */
export function useDebugger() {
  const { client, run } = useKernel();
  let seq = 1;
  async function debug(command: string, args: object = {}): Promise<Response> {
    const request = { type: "request", seq: seq++, command, arguments: args };
    const { content } = await client().request("control", "debug_request", request);
    expect(content).toMatchObject({ type: "response", request_seq: request.seq, command });
    return content as unknown as Response;
  }
  async function body(command: string, args: object = {}): Promise<Body> {
    const { success, message, body: content } = await debug(command, args);
    expect({ success, message }).toEqual({ success: true, message: undefined });
    return content;
  }
  const event = (name: string): Promise<Message> =>
    client().heard(({ header, content }) => header.msg_type === "debug_event" && content.event === name);

  async function start(): Promise<void> {
    await body("initialize", { clientID: "test", pathFormat: "path", linesStartAt1: true });
    await body("attach");
  }
  async function breakpoints(code: string, ...wanted: (number | Wanted)[]) {
    const { sourcePath } = await body("dumpCell", { code });
    const list = wanted.map((each) => (typeof each === "number" ? { line: each } : each));
    return (await body("setBreakpoints", { source: { path: sourcePath }, breakpoints: list, sourceModified: false }))
      .breakpoints;
  }
  /** Runs a cell up to its first stop. */
  async function stopIn(code: string): Promise<{ readonly running: Promise<Shown>; readonly reason: string }> {
    const stopped = event("stopped");
    const running = run(code);
    const { content } = await stopped;
    return { running, reason: (content.body as { reason: string }).reason };
  }
  async function move(command: "next" | "stepIn" | "stepOut"): Promise<number> {
    const stopped = event("stopped");
    await body(command, { threadId: 1 });
    await stopped;
    return (await stack())[0]!.line;
  }
  async function stack(): Promise<Body["stackFrames"]> {
    return (await body("stackTrace", { threadId: 1 })).stackFrames;
  }
  async function scope(name: string, frame = 0): Promise<Variables> {
    const { scopes } = await body("scopes", { frameId: (await stack())[frame]!.id });
    return inside(scopes.find((each) => each.name === name)!.variablesReference);
  }
  const inside = async (variablesReference: number, page: object = {}): Promise<Variables> =>
    (await body("variables", { variablesReference, ...page })).variables;
  const values = (variables: Variables) => Object.fromEntries(variables.map(({ name, value }) => [name, value]));
  return { client, run, debug, body, event, start, breakpoints, stopIn, move, stack, scope, inside, values };
}
