// The worker thread. TypeScript takes longest to be ready, so it is started before anything else is even loaded.
import "../host/compileCache.ts";
import { workerData } from "node:worker_threads";
import { startTypeScript } from "./typescript.ts";

const typescript = await startTypeScript();
try {
  const { serve } = await import("./serve.ts");
  await serve(workerData as Parameters<typeof serve>[0], typescript);
} catch (error) {
  // It would live on, and hold the terminal open.
  typescript.server.close();
  throw error;
}
