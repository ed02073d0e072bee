// Deno's kernel as our host: it broadcasts whole messages, so that bundles arrive as they are, and shows the last value of
// a cell by the convention that figures follow anyway (https://docs.deno.com/api/deno/~/Deno.jupyter).
import { type DisplayChannel, type DisplayMessage, displaySymbol, type MimeBundle } from "../display/bundle.ts";
import { registered } from "../display/format.ts";

/** What we use of `Deno.jupyter`. */
export interface DenoDisplay {
  broadcast(msgType: string, content: object): unknown;
}

export function denoChannel(jupyter: DenoDisplay): DisplayChannel {
  const send = (msgType: string, content: object): void => void jupyter.broadcast(msgType, content);
  const shown = ({ data, metadata = {}, displayId }: DisplayMessage): object => ({
    data,
    metadata,
    transient: displayId === undefined ? {} : { display_id: displayId },
  });
  return {
    show: (message) => send("display_data", shown(message)),
    update: (message) => send("update_display_data", shown(message)),
    clear: (wait) => send("clear_output", { wait }),
  };
}

/** Values of these classes show themselves as the last expression of a cell, as they do in our kernel. */
export function installPictures(classes: readonly { readonly prototype: object }[]): void {
  for (const { prototype } of classes) {
    Object.defineProperty(prototype, displaySymbol, {
      async value(this: unknown): Promise<MimeBundle> {
        return (await registered(this)).data;
      },
      configurable: true,
    });
  }
}
