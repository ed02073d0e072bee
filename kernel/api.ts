/// <reference lib="esnext.disposable" preserve="true" />
// The npm package `gradbook`: the engine, figures and display. What notebooks see as globals is exactly what this exports.
// The flags come first: they count only for WebAssembly that is compiled after them.
import "./host/flags.ts";
import { memory, setNumThreads, threads } from "../engine/index.ts";
import { installFormatters } from "./figures/formatters.ts";
import { installAsGuest } from "./guest/install.ts";
import { nodeCollector } from "./host/collector.ts";
import { nodeThreads, threadsWanted } from "./host/threads.ts";

export * from "../engine/index.ts";
export { Comm, type CommMessage, type CommSendOptions, comms } from "./comms/comms.ts";
export { type DisplayMessage, type MimeBundle } from "./display/bundle.ts";
export { onCellEnd } from "./display/cellEnd.ts";
export { clearOutput, display, type DisplayHandle, updateDisplay } from "./display/display.ts";
export { format, registerFormatter } from "./display/format.ts";
export { setNextInput } from "./display/nextInput.ts";
export { confirm, password, prompt } from "./display/prompt.ts";
export { type Displayable, html, jpeg, json, latex, markdown, png, raw, svg } from "./display/rich.ts";
export * as figures from "./figures/index.ts";

// In scripts as in notebooks: a synchronous training loop runs in bounded memory.
memory.installCollector(nodeCollector());
threads.installThreads(nodeThreads());
setNumThreads(threadsWanted());
installFormatters();
installAsGuest();
