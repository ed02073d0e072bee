// Other people's TypeScript kernels, from npm and without their scripts, in .bench-peers: to measure ourselves against, and
// to prove that the package works in them.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./house.mjs";
import { run, step } from "./progress.mjs";

const versions = { tslab: "1.0.22", deno: "2.9.6" };

/** Installs those that are wanted and not there yet. @returns {Promise<string>} the folder of their packages */
export async function peerKernels(wanted = Object.keys(versions)) {
  const folder = join(root, ".bench-peers/kernels");
  for (const name of Object.keys(versions).filter((each) => wanted.includes(each))) await install(folder, name);
  return join(folder, "node_modules");
}

async function install(folder, name) {
  if (existsSync(join(folder, "node_modules", name))) return;
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, "package.json"))) writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const wanted = `${name}@${versions[name]}`;
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--save-exact", wanted];
  await step(`${wanted} in .bench-peers`, (report) => run("npm", args, { report, cwd: folder }));
}
