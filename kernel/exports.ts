// What the package `gradbook` gives, and what notebooks see as globals: the engine, figures and display. Importing it sets
// nothing up: a script wants that done at once, a kernel later.
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
