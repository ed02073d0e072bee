/// <reference lib="esnext.disposable" preserve="true" />
// The npm package `gradbook`. As in notebooks, a synchronous training loop runs in bounded memory.
import { installFormatters } from "./figures/formatters.ts";
import { installAsGuest } from "./guest/install.ts";
import { nodeCollector } from "./host/collector.ts";
import { setHostFlags } from "./host/flags.ts";
import { installNodeThreads } from "./host/threads.ts";
import { memory } from "./exports.ts";

export * from "./exports.ts";

setHostFlags();
memory.installCollector(nodeCollector());
installNodeThreads();
installFormatters();
installAsGuest();
