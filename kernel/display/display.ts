// Showing things from inside a cell, at once and as often as wanted.
import { randomUUID } from "../host/builtins.ts";
import { type DisplayMessage, displayChannel } from "./bundle.ts";
import { format } from "./format.ts";

/** Something shown that can be replaced in place. */
export interface DisplayHandle {
  readonly displayId: string;
  /** Shows another value where the first one is. */
  update(value: unknown): void;
}

/**
 * Shows a value below the cell. Call it as often as you like; the last expression of a cell is shown without it.
 * @returns a handle whose `update(value)` replaces what was shown, wherever it is
 */
export function display(value: unknown, options: { readonly displayId?: string } = {}): DisplayHandle {
  const displayId = options.displayId ?? randomUUID();
  send(value, (message) => {
    const channel = displayChannel();
    if (channel) channel.show({ ...message, displayId });
    else console.log(message.data["text/plain"]);
  });
  const handle: DisplayHandle = { displayId, update: (next) => updateDisplay(next, displayId) };
  handles.add(handle);
  return handle;
}

const handles = new WeakSet<object>();

/** Whether a value is only the handle of what has been shown: as the last line of a cell it adds nothing. */
export const isHandle = (value: unknown): boolean => typeof value === "object" && value !== null && handles.has(value);

/** Replaces what was shown under `displayId`. */
export function updateDisplay(value: unknown, displayId: string): void {
  send(value, (message) => displayChannel()?.update({ ...message, displayId }));
}

/** Clears what the cell has shown; with `wait`, only when the next output arrives, so that nothing flickers. */
export function clearOutput(options: { readonly wait?: boolean } = {}): void {
  displayChannel()?.clear(options.wait ?? false);
}

function send(value: unknown, deliver: (message: DisplayMessage) => void): void {
  const message = format(value);
  if (!(message instanceof Promise)) return deliver(message);
  const sent = message.then(deliver).finally(() => unsent.delete(sent));
  unsent.add(sent);
}

/** Values that make their pictures asynchronously, and have not been sent yet. */
const unsent = new Set<Promise<void>>();
const patience = 10_000;

/** For the kernel: undefined, or resolves when everything shown so far is sent, or has kept the cell waiting too long. */
export function displaysSent(): Promise<unknown> | undefined {
  if (unsent.size === 0) return undefined;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, patience)));
  return Promise.race([Promise.allSettled(unsent), late]).finally(() => clearTimeout(timer));
}
