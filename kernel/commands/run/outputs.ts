// From a kernel's messages to the outputs of a cell, as a notebook keeps them: streams joined, displays updated in place,
// clearing obeyed. Updates reach displays of earlier cells too, so one collector serves a whole notebook.
import type { MimeData, Output } from "../../notebook/format.ts";
import type { Message } from "../../protocol/message.ts";

export class OutputCollector {
  /** Outputs by display id: an update replaces the data of all of them. */
  readonly #displays = new Map<string, { data: MimeData; metadata: Record<string, unknown> }[]>();
  #outputs: Output[] = [];
  /** `clear_output(wait=True)`: what comes next clears first. */
  #clearNext = false;

  /** Where the outputs of the next messages go; emptied. */
  startCell(outputs: Output[]): void {
    outputs.length = 0;
    this.#outputs = outputs;
    this.#clearNext = false;
  }

  /** Takes in one broadcast message; those that are no output are ignored. */
  take({ header, content }: Message): void {
    if (header.msg_type === "clear_output") {
      if (content.wait) this.#clearNext = true;
      else this.#outputs.length = 0;
      return;
    }
    if (header.msg_type === "update_display_data") {
      this.#update(content as unknown as DisplayContent);
      return;
    }
    const output = toOutput(header.msg_type, content);
    if (!output) return;
    if (this.#clearNext) this.#outputs.length = 0;
    this.#clearNext = false;
    const last = this.#outputs.at(-1);
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name) {
      last.text += output.text;
      return;
    }
    this.#outputs.push(output);
    this.#remember(content as unknown as DisplayContent, output);
  }

  /** Says in the notebook why a cell ended without the kernel saying so. */
  fail(ename: string, evalue: string): void {
    this.#outputs.push({ output_type: "error", ename, evalue, traceback: [`${ename}: ${evalue}`] });
  }

  #remember({ transient }: DisplayContent, output: Output): void {
    const id = transient?.display_id;
    if (id === undefined || !("data" in output)) return;
    this.#displays.set(id, [...(this.#displays.get(id) ?? []), output]);
  }

  #update({ data, metadata, transient }: DisplayContent): void {
    for (const shown of this.#displays.get(transient?.display_id ?? "") ?? []) Object.assign(shown, { data, metadata });
  }
}

interface DisplayContent {
  readonly data: MimeData;
  readonly metadata: Record<string, unknown>;
  readonly transient?: { readonly display_id?: string };
}

function toOutput(type: string, content: Message["content"]): Output | undefined {
  const { data, metadata } = content as unknown as DisplayContent;
  if (type === "stream") return { output_type: "stream", name: String(content.name), text: String(content.text) };
  if (type === "display_data") return { output_type: "display_data", data, metadata };
  if (type === "execute_result") {
    return { output_type: "execute_result", data, metadata, execution_count: Number(content.execution_count) };
  }
  if (type !== "error") return undefined;
  return {
    output_type: "error",
    ename: String(content.ename),
    evalue: String(content.evalue),
    traceback: content.traceback as string[],
  };
}
