// The worker thread. What it runs is one script, which V8 need not compile again at each start.
import { compiledFolder } from "../host/compileCache.ts";
import { workerData } from "node:worker_threads";
import { KeptScript } from "../host/keptScript.ts";
import type { WorkerStart } from "../link/messages.ts";

const script = new KeptScript(new URL("worker/", import.meta.url), compiledFolder);
const { serve, takeTypeScript } = script.exports as typeof import("./whole.ts");
const start = workerData as WorkerStart;
const typescript = takeTypeScript(start.typescript);
try {
  await serve(start, typescript, () => script.keep());
} catch (error) {
  // It would live on, and hold the terminal open.
  (await typescript).server.close();
  throw error;
}
