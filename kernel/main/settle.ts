// What this thread does when all is loaded, and before the first cell: it sets what V8 shall do for cells, and lends the engine
// Node's garbage collector. Done while the kernel loads, it would make that take a fifth longer (host/flags.ts).
import { memory } from "../exports.ts";
import { nodeCollector } from "../host/collector.ts";
import { compileAtOnce, setHostFlags } from "../host/flags.ts";
import { installCollect } from "./inspection.ts";

let settled = false;

/** The first call counts. */
export function settle(): void {
  if (settled) return;
  settled = true;
  setHostFlags();
  compileAtOnce();
  const collector = nodeCollector();
  memory.installCollector(collector);
  installCollect(() => collector.gc("full"));
}
