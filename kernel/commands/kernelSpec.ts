// The kernelspec: how Jupyter starts us (https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs).
import { join } from "node:path";
import { kernelNode, packageRoot } from "./package.ts";

/** Paths are absolute because a graphical front-end's PATH often lacks the shell's Node. */
export function kernelSpec(): Record<string, unknown> {
  return {
    // A loop that is interrupted inside a timer callback aborts the process when this check is on.
    argv: [kernelNode(), "--no-force-async-hooks-checks", join(packageRoot, "dist", "kernel.js"), "{connection_file}"],
    display_name: "TypeScript (gradbook)",
    language: "typescript",
    interrupt_mode: "message",
    kernel_protocol_version: "5.5",
    metadata: { debugger: true },
  };
}
