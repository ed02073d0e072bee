// `Deno.jupyter`: what notebooks of Deno's kernel show things with (https://docs.deno.com/api/deno/~/Deno.jupyter). Cells
// alone see the name: packages look for `Deno` to find out where they run, and this is Node.
import { readFileSync } from "node:fs";
import { displaySymbol, type MimeBundle } from "../display/bundle.ts";
import { format } from "../display/format.ts";
import { type Displayable, raw } from "../display/rich.ts";
import { imageType } from "./imageType.ts";

export interface DisplayOptions {
  /** The value is a bundle of MIME types already. */
  readonly raw?: boolean;
  /** Replaces what was shown under `display_id`. */
  readonly update?: boolean;
  readonly display_id?: string;
}

export interface BroadcastOptions {
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly buffers?: readonly Uint8Array[];
}

type Template = (strings: TemplateStringsArray, ...values: readonly unknown[]) => Displayable;

export interface DenoJupyter {
  /** `Symbol.for("Jupyter.display")`: a method of this name gives an object's bundle. */
  readonly $display: typeof displaySymbol;
  display(value: unknown, options?: DisplayOptions): Promise<void>;
  format(value: unknown): Promise<MimeBundle>;
  /** Sends a message of Jupyter's protocol to every front-end. */
  broadcast(msgType: string, content: Readonly<Record<string, unknown>>, options?: BroadcastOptions): Promise<void>;
  readonly html: Template;
  readonly md: Template;
  readonly svg: Template;
  /** A PNG or JPEG picture, from its bytes or its file. @throws TypeError for anything else */
  image(source: string | Uint8Array): Displayable;
}

/** The name that cells see. */
export interface DenoInCells {
  readonly jupyter: DenoJupyter;
}

/** @param broadcast sends a message for the cell that is running */
export function denoInCells(
  broadcast: (msgType: string, content: object, options: Required<BroadcastOptions>) => void,
): DenoInCells {
  const send: DenoJupyter["broadcast"] = async (msgType, content, { metadata = {}, buffers = [] } = {}) =>
    broadcast(msgType, content, { metadata, buffers });
  return {
    jupyter: {
      $display: displaySymbol,
      async display(value, options = {}) {
        const { data, metadata = {} } = options.raw ? { data: value as MimeBundle } : await format(value);
        const transient = options.display_id === undefined ? {} : { display_id: options.display_id };
        await send(options.update ? "update_display_data" : "display_data", { data, metadata, transient });
      },
      format: async (value) => (await format(value)).data,
      broadcast: send,
      html: template("text/html"),
      md: template("text/markdown"),
      svg: template("image/svg+xml"),
      image,
    },
  };
}

const template =
  (mime: string): Template =>
  (strings, ...values) => {
    // What is undefined is left out, as in Deno.
    const content = String.raw({ raw: strings }, ...values.map((value) => value ?? ""));
    return raw({ [mime]: content, "text/plain": content });
  };

function image(source: string | Uint8Array): Displayable {
  const bytes = typeof source === "string" ? readFileSync(source) : source;
  const type = imageType(bytes);
  if (!type) throw new TypeError("This is no PNG or JPEG picture: Deno.jupyter.image takes its bytes or its path.");
  return raw({ [type]: Buffer.from(bytes).toString("base64") });
}
