// The benchmark's own TypeScript as bundles, so that any Node can be measured.
import { join } from "node:path";
import { root } from "./house.mjs";

/** Writes the bundles; gives their folder. */
export async function bundleBench() {
  const { rolldown } = await import("rolldown");
  const folder = join(root, "test/bench");
  const input = {
    gradbook: join(folder, "peers/gradbook.ts"),
    startup: join(folder, "peers/startup.ts"),
    workloads: join(folder, "workloads.ts"),
    speeches: join(root, "notebooks/data/sotu.ts"),
  };
  const dir = join(root, "node_modules/.cache/bench");
  const build = await rolldown({ input, platform: "node", logLevel: "silent", external: /^@stdlib/ });
  await build.write({ dir, format: "esm" });
  await build.close();
  return dir;
}
