// `import * as tslab from "tslab"`: the display functions of tslab's kernel, so that its notebooks run here unchanged
// (https://github.com/yunabe/tslab). What they show goes the way of everything else that a cell shows.
import { version } from "../commands/package.ts";
import { displayChannel } from "../display/bundle.ts";
import { randomUUID } from "../host/builtins.ts";
import { typescriptVersion } from "../worker/typescriptVersion.ts";

/** What shows content of one format each. */
export interface Display {
  javascript(code: string): void;
  html(text: string): void;
  markdown(text: string): void;
  latex(text: string): void;
  svg(text: string): void;
  png(bytes: Uint8Array): void;
  jpeg(bytes: Uint8Array): void;
  gif(bytes: Uint8Array): void;
  pdf(bytes: Uint8Array): void;
  text(text: string): void;
  /** Content of any MIME type; bytes are sent as base64. */
  raw(contentType: string, content: string | Uint8Array): void;
}

/** Versions of the kernel (this one, not tslab's), of TypeScript and of Node. */
export const versions: { readonly tslab: string; readonly typescript: string; readonly node: string } = {
  tslab: `gradbook ${version}`,
  typescript: typescriptVersion,
  node: process.version,
};

/** Shows content below the cell, each time anew. */
export const display: Display = through((contentType, content) =>
  displayChannel()?.show({ data: { [contentType]: content } }),
);

/** A display of its own: what it shows takes the place of what it showed before. */
export function newDisplay(): Display {
  const displayId = randomUUID();
  let shown = false;
  return through((contentType, content) => {
    const message = { data: { [contentType]: content }, displayId };
    if (shown) displayChannel()?.update(message);
    else displayChannel()?.show(message);
    shown = true;
  });
}

function through(send: (contentType: string, content: string) => void): Display {
  const raw: Display["raw"] = (contentType, content) =>
    send(contentType, typeof content === "string" ? content : Buffer.from(content).toString("base64"));
  return {
    javascript: (code) => raw("text/javascript", code),
    html: (text) => raw("text/html", text),
    markdown: (text) => raw("text/markdown", text),
    latex: (text) => raw("text/latex", text),
    svg: (text) => raw("image/svg+xml", text),
    png: (bytes) => raw("image/png", bytes),
    jpeg: (bytes) => raw("image/jpeg", bytes),
    gif: (bytes) => raw("image/gif", bytes),
    pdf: (bytes) => raw("application/pdf", bytes),
    text: (text) => raw("text/plain", text),
    raw,
  };
}
