// From a value to its bundle: what the value says itself, else what a registered formatter says, else its text.
import { inspect } from "node:util";
import { type DisplayMessage, displaySymbol, messageSymbol, type MimeBundle } from "./bundle.ts";

/** A picture of a value: a bundle, or a whole message when there is metadata (sizes of images) to it. */
export type Formatted = MimeBundle | Required<Pick<DisplayMessage, "data" | "metadata">>;

interface Formatter {
  readonly accepts: (value: unknown) => boolean;
  readonly toBundle: (value: never) => Formatted;
}

const formatters: Formatter[] = [];

/**
 * Teaches notebooks to show a kind of value that does not know how to show itself. The newest formatter is asked first.
 * @example registerFormatter((v): v is Date => v instanceof Date, (date) => ({ "text/plain": date.toDateString() }))
 */
export function registerFormatter<T>(accepts: (value: unknown) => value is T, toBundle: (value: T) => Formatted): void {
  formatters.unshift({ accepts, toBundle });
}

export const countFormatters = (): number => formatters.length;

/**
 * The bundle a notebook would show for a value. An object with a method `[Symbol.for("Jupyter.display")]()` is asked
 * itself; its answer may be a promise.
 */
export function format(value: unknown): DisplayMessage | Promise<DisplayMessage> {
  const own = ownBundle(value);
  if (own instanceof Promise) return own.then((bundle) => message(bundle, value));
  if (own !== undefined) return message(own, value);
  return registered(value);
}

/** What a registered formatter says about a value, whatever it says itself; else its text. */
export function registered(value: unknown): DisplayMessage {
  const formatter = formatters.find(({ accepts }) => accepts(value));
  return message(formatter?.toBundle(value as never) ?? {}, value);
}

/** A value as text, as the last line of a cell shows it. */
export function asText(value: unknown): string {
  return inspect(value, { depth: 4, breakLength: 100, maxArrayLength: 100, maxStringLength: 10_000 });
}

function ownBundle(value: unknown): Formatted | Promise<Formatted> | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  const { [messageSymbol]: whole, [displaySymbol]: bundle } = value as Record<symbol, unknown>;
  const method = whole ?? bundle;
  return typeof method === "function" ? (method.call(value) as Formatted | Promise<Formatted>) : undefined;
}

function message(formatted: Formatted, value: unknown): DisplayMessage {
  const { data, metadata } = isMessage(formatted) ? formatted : { data: formatted, metadata: {} };
  // Front-ends that can draw nothing else, and screen readers, need words.
  return { data: "text/plain" in data ? data : { ...data, "text/plain": asText(value) }, metadata };
}

const isMessage = (formatted: Formatted): formatted is Required<Pick<DisplayMessage, "data" | "metadata">> =>
  typeof (formatted as { data?: unknown }).data === "object" && "metadata" in formatted;
