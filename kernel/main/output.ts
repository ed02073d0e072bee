// Everything written to stdout and stderr goes to the cell: `console.*`, `process.stdout.write`, streams piped there.
import { StringDecoder } from "node:string_decoder";
import type { MainLink } from "./link.ts";

/** Replaces the two streams' `write`. Returns a way to write to the terminal the kernel was started from. */
export function captureOutput(link: MainLink): { readonly terminal: (text: string) => void } {
  const terminal = process.stderr.write.bind(process.stderr);
  for (const name of ["stdout", "stderr"] as const) {
    // A character may arrive in two pieces.
    const decoder = new StringDecoder("utf8");
    const write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
      const text = typeof chunk === "string" ? chunk : decoder.write(Buffer.from(chunk));
      link.stream(name, text);
      const callback = typeof encoding === "function" ? encoding : done;
      if (typeof callback === "function") process.nextTick(callback as () => void);
      return true;
    };
    Object.defineProperty(process[name], "write", { value: write, configurable: true, writable: true });
  }
  return { terminal: (text) => void terminal(text) };
}
