// A real kernel process for tests, and short words for what a cell showed.
import { afterAll, beforeAll } from "vitest";
import { KernelClient } from "../../kernel/client/client.ts";
import type { ExecuteOptions, Execution } from "../../kernel/client/requests.ts";
import { kernelSpec } from "../../kernel/commands/kernelSpec.ts";
import type { Connection } from "../../kernel/protocol/connection.ts";
import type { Message } from "../../kernel/protocol/message.ts";

export interface Shown extends Execution {
  readonly stdout: string;
  readonly stderr: string;
  /** text/plain of the execute_result. */
  readonly result: string | undefined;
  readonly error: { readonly ename: string; readonly evalue: string; readonly traceback: string } | undefined;
  readonly types: readonly string[];
}

/** @param connection of a kernel that has ended, which this one replaces */
export function startKernel(cwd = import.meta.dirname, connection?: Connection): Promise<KernelClient> {
  return KernelClient.start({ argv: kernelSpec().argv as string[], cwd, ...(connection && { connection }) });
}

/** One kernel for all tests of a file, in the given notebook folder. */
export function useKernel(cwd?: string): {
  readonly client: () => KernelClient;
  readonly run: (code: string, options?: ExecuteOptions) => Promise<Shown>;
} {
  let client: KernelClient;
  beforeAll(async () => {
    client = await startKernel(cwd);
  });
  afterAll(() => client.shutdown());
  return { client: () => client, run: async (code, options) => shown(await client.execute(code, options)) };
}

export function shown(execution: Execution): Shown {
  const { messages } = execution;
  const text = (name: string): string =>
    messages
      .filter(({ header, content }) => header.msg_type === "stream" && content.name === name)
      .map(({ content }) => content.text as string)
      .join("");
  const error = contentOf(messages, "error");
  return {
    ...execution,
    stdout: text("stdout"),
    stderr: text("stderr"),
    result: (contentOf(messages, "execute_result")?.data as Record<string, string> | undefined)?.["text/plain"],
    error: error && {
      ename: error.ename as string,
      evalue: error.evalue as string,
      traceback: withoutColor((error.traceback as string[]).join("\n")),
    },
    types: messages.map(({ header }) => header.msg_type),
  };
}

export function contentOf(messages: readonly Message[], type: string): Message["content"] | undefined {
  return messages.find(({ header }) => header.msg_type === type)?.content;
}

export function withoutColor(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/\u001b\[[0-9;]*m/g, "");
}
