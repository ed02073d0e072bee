// Clients that listen late: the kernel may be ready, and a first cell over, before a client's subscription has arrived.
import { randomUUID } from "node:crypto";
import { Subscriber } from "zeromq";
import { afterEach, expect, test } from "vitest";
import { ClientSocket } from "../../kernel/client/clientSocket.ts";
import { type KernelProcess, startKernelProcess } from "../../kernel/client/kernelProcess.ts";
import { kernelSpec } from "../../kernel/commands/kernelSpec.ts";
import { endpoint } from "../../kernel/protocol/connection.ts";
import { makeHeader, type Message } from "../../kernel/protocol/message.ts";
import { Wire } from "../../kernel/protocol/wire.ts";

/** Speaks on the shell channel and, when it pleases, listens. */
class LateClient {
  readonly kernel: KernelProcess;
  readonly #wire: Wire;
  readonly #shell: ClientSocket;
  readonly #replies: ((message: Message) => void)[] = [];
  #iopub: Subscriber | undefined;

  constructor(kernel: KernelProcess) {
    const { connection } = kernel;
    this.kernel = kernel;
    this.#wire = new Wire(connection.key, connection.signature_scheme);
    this.#shell = new ClientSocket(this.#wire, endpoint(connection, "shell"), randomUUID());
    void this.#shell.receive((message) => this.#replies.shift()?.(message));
  }

  /** Runs a cell; resolves to its reply. */
  async execute(code: string): Promise<Message> {
    const reply = new Promise<Message>((resolve) => this.#replies.push(resolve));
    const header = makeHeader("execute_request", "late");
    await this.#shell.send({ header, parent_header: {}, metadata: {}, content: { code }, buffers: [] });
    return reply;
  }

  /** Everything that is broadcast from now on, until a state of the kernel is told. */
  async hear(state: "starting" | "idle"): Promise<Message[]> {
    if (!this.#iopub) {
      this.#iopub = new Subscriber({ linger: 0, reconnectInterval: 10 });
      this.#iopub.connect(endpoint(this.kernel.connection, "iopub"));
      this.#iopub.subscribe();
    }
    const heard: Message[] = [];
    while (heard.at(-1)?.content.execution_state !== state) {
      heard.push(this.#wire.unpack(await this.#iopub.receive()));
    }
    return heard;
  }

  async close(): Promise<void> {
    this.#iopub?.close();
    this.#shell.close();
    this.kernel.child.kill("SIGKILL");
    await this.kernel.ended;
  }
}

const clients: LateClient[] = [];
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));

async function lateClient(): Promise<LateClient> {
  const kernel = await startKernelProcess({ argv: kernelSpec().argv as string[], cwd: import.meta.dirname });
  const client = new LateClient(kernel);
  clients.push(client);
  return client;
}

const told = (messages: readonly Message[]): string[] =>
  messages.map(({ header, content }) => String(content.execution_state ?? header.msg_type));

test("who subscribes when the first cell is over hears all of it", async () => {
  const client = await lateClient();
  const reply = await client.execute('console.log("hello"); 1 + 1');
  expect(reply.content.status).toBe("ok");
  const heard = await client.hear("idle");
  const expected = ["iopub_welcome", "starting", "busy", "execute_input", "stream", "execute_result", "idle"];
  expect(told(heard)).toEqual(expected);
  expect(heard[4]!.content.text).toBe("hello\n");
});

test("cells run and are answered where nobody listens, and who comes then hears what follows", async () => {
  const client = await lateClient();
  for (const n of [1, 2, 3]) {
    const { content } = await client.execute(`console.log("${n}".repeat(500_000)); ${n}`);
    expect(content).toMatchObject({ status: "ok", execution_count: n });
  }
  // What nobody waited for is gone; only the last cell may still be saying that it has ended.
  const greeted = told(await client.hear("starting"));
  expect(greeted.filter((each) => each !== "idle")).toEqual(["iopub_welcome", "starting"]);
  const answered = client.execute("'next'");
  const heard = await client.hear("idle");
  expect(told(heard)).toEqual(["busy", "execute_input", "execute_result", "idle"]);
  expect(heard[1]!.content.code).toBe("'next'");
  await answered;
});
