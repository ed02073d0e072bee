// Memory as users may see it: how much is in use, and the hook by which a host lends its garbage collector.
export { collect, usage } from "./arena.ts";
export { type Collector, installCollector } from "./collector.ts";
