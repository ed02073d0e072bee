// Which message goes where: requests that run code queue up in their shell; all others are answered at once, also while a
// cell runs. It knows what each part does for a message, and must not know how the parts are put together.
import type { DebugRequest } from "../debugger/protocol.ts";
import type { Received } from "../protocol/message.ts";
import type { RequestChannel } from "./channels.ts";
import { isCommMessage } from "./comms.ts";
import type { Parent } from "./iopub.ts";
import { type KernelOptions, type KernelParts, kernelParts } from "./kernelParts.ts";
import { takeTurns } from "./turn.ts";

export class Kernel {
  readonly #parts: KernelParts;
  /** Whose debug session the events belong to. */
  #debugParent: Parent = {};

  constructor(options: KernelOptions) {
    this.#parts = kernelParts(options, () => this.#debugParent);
  }

  /** Binds the sockets and serves until shutdown. */
  async start(): Promise<void> {
    const { channels, rehearsal, execution } = this.#parts;
    try {
      await channels.bind();
    } catch (error) {
      console.error(`The gradbook kernel cannot listen on its ports: ${(error as Error).message}.`);
      return this.leave(1);
    }
    void rehearsal.run(execution).catch((error: Error) => console.error(`gradbook: ${error.stack}`));
    // Control messages one at a time: debuggers rely on the order.
    const inTurn = takeTurns();
    await channels.serve({
      shell: (message) => this.#onShell(message),
      control: (message) => inTurn(() => this.#onControl(message)),
      stdin: async (message) => this.#onStdin(message),
    });
  }

  /** Ends the process after a last word to everybody. */
  leave(code: number): Promise<never> {
    return this.#parts.ending.leave(code);
  }

  async #onShell(message: Received): Promise<void> {
    const { msg_type: type } = message.header;
    const shell = this.#parts.shells.of(message);
    if (!shell) return this.#unknownSubshell(message);
    if (type === "execute_request") {
      this.#parts.rehearsal.end();
      return shell.handle(message);
    }
    if (isCommMessage(type)) return this.#onComm(message, shell.begun);
    // Shutting down through the shell channel is deprecated and still done.
    if (type === "shutdown_request") return this.#onControl(message, "shell");
    return this.#answer("shell", message);
  }

  /** @param begun when the cells that came before have begun */
  async #onComm(message: Received, begun: Promise<void>): Promise<void> {
    const { shelf, pages, rehearsal, comms } = this.#parts;
    // The questions of our own pages wait for no cell.
    if (shelf.takes(message)) return this.#beside(message, () => shelf.receive(message));
    if (pages.takes(message)) return this.#beside(message, () => pages.receive(message));
    rehearsal.end();
    // Others keep their place behind the cells that came before them, but a running cell does not hold them up.
    await begun;
    return this.#beside(message, async () => void (await comms.receive(message)));
  }

  async #onControl(message: Received, channel: RequestChannel = "control"): Promise<void> {
    const { channels, rehearsal, shells, inbox, debugger: debug, main, history } = this.#parts;
    // A front-end asks at its start what the debugger can do.
    if (controlling.has(message.header.msg_type) && message.content.command !== "debugInfo") rehearsal.end();
    switch (message.header.msg_type) {
      case "interrupt_request":
        return channels.wrapped(message, async () => {
          shells.cancel();
          inbox.answer(undefined);
          await debug.interrupt();
          await main.interrupt();
          await channels.reply(channel, message, { status: "ok" });
        });
      case "shutdown_request": {
        const restart = message.content.restart === true;
        await channels.wrapped(message, async () => {
          await channels.reply(channel, message, { status: "ok", restart });
          await channels.iopub.publish("shutdown_reply", { status: "ok", restart }, message.header);
        });
        if (!restart) history.discard();
        return this.leave(0);
      }
      case "debug_request":
        return this.#beside(message, async () => {
          this.#debugParent = message.header;
          await channels.reply(channel, message, await debug.handle(message.content as unknown as DebugRequest));
        });
      default:
        return this.#answer(channel, message);
    }
  }

  async #answer(channel: RequestChannel, message: Received): Promise<void> {
    const { channels, shells, answers } = this.#parts;
    const type = message.header.msg_type;
    const answer = Object.hasOwn(answers, type) ? answers[type] : undefined;
    // The protocol: messages of a type that a kernel does not know are ignored.
    if (!answer) return;
    // A cell that begins only now says itself that it is busy.
    const besideCell = shells.running.length > 0;
    await channels.wrapped(message, async () => {
      const content = await answer(message.content).catch((error: Error) => failure(error.name, error.message));
      await channels.reply(channel, message, content);
    });
    if (besideCell) await this.#stillBusy();
  }

  async #unknownSubshell(message: Received): Promise<void> {
    const problem = `There is no subshell ${JSON.stringify(message.header.subshell_id)} (any more).`;
    return this.#beside(message, () => this.#parts.channels.reply("shell", message, failure("SubshellError", problem)));
  }

  /** Answers a request while a cell may be running: front-ends take the last status for the kernel's, so it is said again. */
  async #beside(message: Received, work: () => Promise<void>): Promise<void> {
    await this.#parts.channels.wrapped(message, work);
    await this.#stillBusy();
  }

  async #stillBusy(): Promise<void> {
    const running = this.#parts.shells.running[0]?.current;
    if (running) await this.#parts.channels.iopub.status("busy", running.header);
  }

  #onStdin(message: Received): void {
    if (message.header.msg_type === "input_reply") this.#parts.inbox.answer(String(message.content.value ?? ""));
  }
}

/** Requests after which a rehearsal could be noticed. */
const controlling = new Set(["interrupt_request", "shutdown_request", "debug_request"]);

const failure = (ename: string, evalue: string): object => ({ status: "error", ename, evalue, traceback: [] });
