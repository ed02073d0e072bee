// Values of other people's libraries that notebooks show as pictures and tables, known by what they can do: the conventions
// of Deno's kernel for Vega-Lite's API, data frames, elements, canvases, and pictures as bytes.
import { types } from "node:util";
import type { MimeBundle } from "../display/bundle.ts";
import { registerFormatter } from "../display/format.ts";
import { imageType } from "./imageType.ts";

export function installFormatters(): void {
  registerFormatter(isPicture, (bytes) => ({ [imageType(bytes)!]: Buffer.from(bytes).toString("base64") }));
  registerFormatter(has<Element>("outerHTML", "string"), ({ outerHTML }) => ({
    [outerHTML.startsWith("<svg") ? "image/svg+xml" : "text/html"]: outerHTML,
    "text/plain": outerHTML,
  }));
  registerFormatter(has<Canvas>("toDataURL", "function"), (canvas) => {
    const [, mime, data] = /^data:([^;,]+);base64,(.*)$/s.exec(canvas.toDataURL()) ?? [];
    return mime === undefined ? {} : { [mime]: data };
  });
  registerFormatter(isFrame, frameBundle);
  registerFormatter(has<Chart>("toSpec", "function"), chartBundle);
}

interface Element {
  readonly outerHTML: string;
}

interface Canvas {
  toDataURL(): string;
}

interface Chart {
  toSpec(): Readonly<Record<string, unknown>> | undefined;
}

/** As nodejs-polars has it. */
interface Frame {
  readonly schema: Readonly<Record<string, unknown>>;
  head(rows: number): { toRecords(): readonly Readonly<Record<string, unknown>>[] };
  toRecords(): unknown;
}

const rowsShown = 50;

const isPicture = (value: unknown): value is Uint8Array => imageType(value) !== undefined;

const isFrame = (value: unknown): value is Frame =>
  has("schema", "object")(value) && has("head", "function")(value) && has("toRecords", "function")(value);

function has<T>(name: string, type: "string" | "function" | "object"): (value: unknown) => value is T {
  // Functions are asked too: charts may be callable.
  return (value): value is T =>
    value !== null &&
    (typeof value === "object" || typeof value === "function") &&
    // Asking a proxy would run the user's code.
    !types.isProxy(value) &&
    typeof (value as Record<string, unknown>)[name] === type;
}

function chartBundle(chart: Chart): MimeBundle {
  const spec = chart.toSpec();
  const [, library, version] = /vega\.github\.io\/schema\/(vega|vega-lite)\/v(\d)/.exec(String(spec?.$schema)) ?? [];
  if (!spec || library === undefined) return {};
  return { [`application/vnd.${library.replace("-", "")}.v${version}+json`]: spec };
}

function frameBundle(frame: Frame): MimeBundle {
  const names = Object.keys(frame.schema);
  const rows = frame.head(rowsShown).toRecords();
  const cells = (tag: "th" | "td", values: readonly unknown[]): string =>
    `<tr>${values.map((value) => `<${tag}>${escaped(String(value))}</${tag}>`).join("")}</tr>`;
  const body = rows.map((row) =>
    cells(
      "td",
      names.map((name) => row[name]),
    ),
  );
  const known = (name: string): unknown => rows.map((row) => row[name]).find((value) => (value ?? null) !== null);
  const fields = names.map((name) => ({ name, type: typeOf(known(name)) }));
  return {
    "application/vnd.dataresource+json": { schema: { fields }, data: rows },
    "text/html": `<table><thead>${cells("th", names)}</thead><tbody>${body.join("")}</tbody></table>`,
  };
}

/** Of Table Schema (https://specs.frictionlessdata.io/table-schema/#types-and-formats). */
function typeOf(value: unknown): string {
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value === "boolean" ? "boolean" : "string";
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
