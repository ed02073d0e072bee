// What the user's thread shows, brought to whom it belongs: the request whose cell or callback shows it, however late. Knows
// which message says what, and nothing of how cells run.
import { type Gauge, weightOf } from "../link/gauge.ts";
import type { FromMain, ModuleGraph } from "../link/messages.ts";
import type { Payload } from "../protocol/contents.ts";
import type { Content } from "../protocol/message.ts";
import type { Channels } from "./channels.ts";
import type { Comms } from "./comms.ts";
import type { LiveFigures } from "./liveFigures.ts";
import type { MainThread } from "./mainThread.ts";
import type { Runs } from "./runs.ts";

export interface ShownParts {
  readonly channels: Channels;
  readonly main: MainThread;
  readonly runs: Runs;
  readonly comms: Comms;
  readonly gauge: Gauge;
  readonly live: LiveFigures;
  /** What a cell means by an import. */
  readonly imported: (specifier: string, from: string | undefined) => ModuleGraph | undefined;
  /** A cell has asked for the end. */
  readonly onExit: (code: number) => Promise<void>;
}

export class Shown {
  readonly #parts: ShownParts;

  constructor(parts: ShownParts) {
    this.#parts = parts;
  }

  take(message: Exclude<FromMain, { type: "ready" | "failed" | "done" | "interrupted" }>): void {
    const { channels, main, runs, comms, gauge, live, imported, onExit } = this.#parts;
    const { iopub } = channels;
    if (message.type === "exiting") return void onExit(message.code);
    if (message.type === "import") {
      return main.imported(message.id, () => imported(message.specifier, message.from));
    }
    const run = runs.of(message.run);
    const parent = run?.request.header ?? {};
    if (run?.silent && isOutput(message)) {
      if (message.type === "stream") gauge.remove(weightOf(message.text));
      return;
    }
    switch (message.type) {
      case "stream":
        return iopub.stream(message.name, message.text, parent, weightOf(message.text));
      case "clear":
        return void iopub.publish("clear_output", { wait: message.wait }, parent);
      case "comm":
        return comms.send(message.packet, parent);
      case "broadcast": {
        const { msgType, content, metadata, buffers } = message;
        return void iopub.publish(msgType, content as Content, parent, metadata, buffers);
      }
      case "payload":
        return run && addPayload(run.payload, message.payload);
      case "show": {
        const { data, metadata = {}, displayId } = message.message;
        const type = message.update ? "update_display_data" : "display_data";
        const transient = displayId === undefined ? {} : { display_id: displayId };
        return live.show(message.message, () => void iopub.publish(type, { data, metadata, transient }, parent));
      }
      case "input":
        if (run) void channels.ask(run.request, message.prompt, message.password);
    }
  }
}

/** What a silent cell keeps to itself; comms and questions go on. */
const isOutput = ({ type }: FromMain): boolean => ["stream", "clear", "broadcast", "show"].includes(type);

/** There is one next cell: who proposes another means the last. */
function addPayload(list: Payload[], payload: Payload): void {
  const before = list.findIndex(({ source }) => source === payload.source && source === "set_next_input");
  if (before >= 0) list.splice(before, 1);
  list.push(payload);
}
