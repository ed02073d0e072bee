// Memory as users may see it: how much is in use, the hook by which a host lends its garbage collector,
// and what a host tells that has stopped code in the middle.
export { collect, usage } from "./arena.ts";
export { type Collector, installCollector } from "./collector.ts";
export { codeStopped } from "./stopped.ts";
