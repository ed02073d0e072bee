// `npm run wheel`: a wheel for pip, from the same sources as the npm package: that package with what it needs, Node
// included, and the files that Jupyter looks for. Made for this machine's platform.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { houseNode, root } from "./house.mjs";
import { run } from "./progress.mjs";
import { reporting } from "./setup.mjs";
import { compile, dependencies } from "./steps.mjs";

const npm = (args, options) => {
  const script = process.env.npm_execpath;
  const [command, first] = script?.endsWith(".js") ? [process.execPath, [script]] : ["npm", []];
  return run(command, [...first, ...args], options);
};

/** Packs the npm package. @returns the path of the file */
export async function pack(folder) {
  mkdirSync(folder, { recursive: true });
  await npm(["pack", "--ignore-scripts", "--pack-destination", folder]);
  const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return join(folder, `${name}-${version}.tgz`);
}

/**
 * Makes the wheel of a packed npm package.
 * @param {string} tarball
 * @param {string} out the folder for the wheel
 * @param {{ python?: string, level?: number }} options `level` of compression, 1 (quick) to 9
 */
export async function wheel(tarball, out, { python = "python3", level = 9 } = {}) {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const stage = mkdtempSync(join(tmpdir(), "gradbook-wheel-"));
  try {
    mkdirSync(out, { recursive: true });
    await npm(["install", "--prefix", stage, "--prefer-offline", "--no-package-lock", tarball], { cwd: stage });
    const cli = join(stage, "node_modules", "gradbook", "dist", "cli.js");
    await run(houseNode(), [cli, "install", "--prefix", stage]);
    const platform = `${process.platform}-${process.arch}`;
    await run(python, [join(root, "setup", "wheel", "build.py"), stage, out, version, platform, String(level)]);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

if (process.argv[1] === join(root, "setup", "wheel.mjs")) {
  await reporting(async () => {
    await dependencies();
    await compile();
    const out = resolve(process.argv[2] ?? "wheels");
    const packed = mkdtempSync(join(tmpdir(), "gradbook-pack-"));
    await wheel(await pack(packed), out);
    cpSync(packed, out, { recursive: true });
    rmSync(packed, { recursive: true });
    console.log(`The wheel and the npm package are in ${out}`);
  });
}
