// A kernel and what the terminal needs of it: cells run one at a time with their output shown, questions about the
// language are answered in the editor's terms (UTF-16 positions instead of the protocol's code points).
import { KernelClient } from "../../client/client.ts";
import type { DeadKernelError, Execution } from "../../client/requests.ts";
import { codePointPosition, utf16Index } from "../../protocol/codePoints.ts";
import type { BegunKernel } from "./begin.ts";
import type { Completions } from "./editor/completionMenu.ts";
import type { Helper } from "./editor/editor.ts";
import type { EditedText } from "./editor/text.ts";
import type { Outputs } from "./show/outputs.ts";
import { wrapList } from "./terminal/width.ts";

export type AskUser = (prompt: string, password: boolean) => Promise<string>;

export class Session implements Helper {
  readonly #client: KernelClient;
  readonly #outputs: Outputs;
  readonly #unheard: () => void;

  private constructor(client: KernelClient, outputs: Outputs) {
    this.#client = client;
    this.#outputs = outputs;
    this.#unheard = client.onBroadcast((message) => outputs.take(message));
  }

  /** Connects to a kernel that is starting. */
  static async start({ options, started }: BegunKernel, outputs: Outputs): Promise<Session> {
    const session = new Session(await KernelClient.start(options, started), outputs);
    session.#warmUp();
    return session;
  }

  /** Runs a cell; says whether it went well. Without `ask` it cannot ask questions. */
  async run(code: string, ask?: AskUser): Promise<boolean> {
    const execution = await this.#client.execute(code, ask ? { onInput: ask } : {});
    for (const text of pages(execution)) this.#outputs.print(`${wrapList(text, this.#outputs.columns)}\n`);
    await this.#outputs.end();
    return execution.reply.content.status === "ok";
  }

  interrupt(): Promise<void> {
    return this.#client.interrupt();
  }

  async complete({ text, cursor }: EditedText): Promise<Completions> {
    const reply = await this.#client.complete(text, codePointPosition(text, cursor));
    const kinds = (reply.metadata._jupyter_types_experimental ?? []) as readonly { text: string; type: string }[];
    return {
      start: utf16Index(text, reply.cursor_start),
      end: utf16Index(text, reply.cursor_end),
      entries: reply.matches.map((match, k) => ({ text: match, kind: kinds[k]?.type ?? "" })),
    };
  }

  async describe({ text, cursor }: EditedText): Promise<string | undefined> {
    const { found, data } = await this.#client.inspect(text, codePointPosition(text, cursor));
    return found ? String(data["text/plain"]) : undefined;
  }

  async isComplete(text: string): Promise<{ readonly complete: boolean; readonly indent?: string }> {
    const { status, indent = "" } = await this.#client.isComplete(text);
    return { complete: status !== "incomplete", indent };
  }

  /** Lets TypeScript read the declarations now, so that the first completion and the first cell need not wait. */
  #warmUp(): void {
    void this.#client.complete("tensor.").catch(() => {});
  }

  /** Resolves with the reason when the kernel has ended. */
  get death(): Promise<DeadKernelError> {
    return this.#client.death;
  }

  async close(): Promise<void> {
    this.#unheard();
    await this.#client.shutdown();
  }
}

/** Text that the kernel wants in a pager (`%help`). */
function pages({ reply: { content } }: Execution): string[] {
  if (content.status !== "ok") return [];
  return content.payload.flatMap((one) => (one.source === "page" ? [String(one.data["text/plain"] ?? "")] : []));
}
