// Who we are: the answer to kernel_info_request.
import type { Content } from "../protocol/message.ts";
import { protocolVersion } from "../protocol/message.ts";

export function kernelInfo(version: string, typescript: string): Content {
  return {
    status: "ok",
    protocol_version: protocolVersion,
    implementation: "gradbook",
    implementation_version: version,
    language_info: {
      name: "typescript",
      version: typescript,
      mimetype: "application/typescript",
      file_extension: ".ts",
      // A string: some front-ends refuse an object here.
      codemirror_mode: "typescript",
      pygments_lexer: "typescript",
      nbconvert_exporter: "script",
    },
    banner: `gradbook ${version}: TypeScript ${typescript} on Node ${process.versions.node}, with tensors, autograd and figures loaded.`,
    debugger: true,
    supported_features: ["debugger", "kernel subshells"],
    help_links: [
      { text: "TypeScript handbook", url: "https://www.typescriptlang.org/docs/handbook/intro.html" },
      { text: "Node.js", url: "https://nodejs.org/docs/latest/api/" },
    ],
  };
}
