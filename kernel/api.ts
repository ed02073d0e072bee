// The npm package `gradbook`: the engine, figures and display. What notebooks see as globals is exactly what this exports.
import { installFormatters } from "./figures/formatters.ts";

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

installFormatters();
