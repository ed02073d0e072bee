// The kernelspec: how Jupyter starts us (https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs).
import { join } from "node:path";
import { kernelNode } from "./kernelNode.ts";
import { packageRoot, version } from "./package.ts";

const nodeFlags = [
  // A loop that is interrupted inside a timer callback aborts the process when this check is on.
  "--no-force-async-hooks-checks",
  // Room for young objects from the start, where V8 would double it again and again while a loop trains: it collects
  // less often, so that less grows old, and the process stays the size it has.
  "--min-semi-space-size=16",
  "--max-semi-space-size=16",
];

/** Paths are absolute because a graphical front-end's PATH often lacks the shell's Node. */
export function kernelSpec(): Record<string, unknown> {
  return {
    argv: [kernelNode(), ...nodeFlags, join(packageRoot, "dist", "kernel.js"), "{connection_file}"],
    display_name: "TypeScript (gradbook)",
    language: "typescript",
    interrupt_mode: "message",
    kernel_protocol_version: "5.5",
    // The second is how `gradbook uninstall` knows its own, whatever they are called.
    metadata: { debugger: true, gradbook: { version } },
  };
}
