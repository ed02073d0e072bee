// Content in a format that browsers draw: `html`, `markdown`, `latex`, `svg`, images, JSON. Each is a value that
// shows itself, so it works as the last line of a cell and in `display(…)`.
import { displaySymbol, type MimeBundle } from "./bundle.ts";

/** A value that shows itself. */
export interface Displayable {
  [displaySymbol](): MimeBundle;
}

/** Any bundle of MIME types as a value that shows itself. */
export function raw(bundle: MimeBundle): Displayable {
  return { [displaySymbol]: () => bundle };
}

type Template = (text: string | TemplateStringsArray, ...values: readonly unknown[]) => Displayable;

/** HTML, as a call or a template: html`<b>${x}</b>`. Values are put in as they are. */
export const html: Template = tagged("text/html");

/** Markdown with mathematics between dollar signs. */
export const markdown: Template = tagged("text/markdown");

/** LaTeX; write the dollar signs: latex`$\frac{a}{b}$`. */
export const latex: Template = tagged("text/latex");

/** An SVG picture. */
export const svg: Template = tagged("image/svg+xml");

/** A PNG image from its bytes. */
export const png = (bytes: Uint8Array): Displayable => raw({ "image/png": Buffer.from(bytes).toString("base64") });

/** A JPEG image from its bytes. */
export const jpeg = (bytes: Uint8Array): Displayable => raw({ "image/jpeg": Buffer.from(bytes).toString("base64") });

/** Data as a tree that can be unfolded. */
export const json = (data: unknown): Displayable => raw({ "application/json": data });

function tagged(mime: string): Template {
  return (text, ...values) => {
    // As a template the backslashes of LaTeX are kept; as a call the text is what it is.
    const content = typeof text === "string" ? text : String.raw({ raw: text.raw }, ...values);
    return raw({ [mime]: content, "text/plain": content });
  };
}
