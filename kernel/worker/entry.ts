// The worker thread. TypeScript may have something to say before this thread has loaded its code.
import "../host/compileCache.ts";
import { workerData } from "node:worker_threads";
import type { WorkerStart } from "../link/messages.ts";
import { takeTypeScript } from "./typescript.ts";

const start = workerData as WorkerStart;
const typescript = takeTypeScript(start.typescript);
try {
  const { serve } = await import("./serve.ts");
  await serve(start, typescript);
} catch (error) {
  // It would live on, and hold the terminal open.
  (await typescript).server.close();
  throw error;
}
