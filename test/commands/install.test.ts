// `gradbook install` and `uninstall` in a folder with spaces and letters of other scripts in its name.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { KernelClient } from "../../kernel/client/client.ts";
import { root } from "../house/sources.ts";

let prefix: string;

beforeEach(() => {
  prefix = mkdtempSync(join(tmpdir(), "gradbook é 数 "));
});
afterEach(() => rmSync(prefix, { recursive: true }));

function gradbook(...args: string[]): { code: number | null; said: string } {
  const ran = spawnSync(process.execPath, [join(root, "dist", "cli.js"), ...args], { encoding: "utf8" });
  return { code: ran.status, said: ran.stdout + ran.stderr };
}

const tree = (): string[] => readdirSync(prefix, { recursive: true, encoding: "utf8" }).toSorted();
const data = (...parts: string[]): string => join(prefix, "share", "jupyter", ...parts);

test("uninstall leaves the tree as it was before install, with what others put there", () => {
  mkdirSync(data("kernels", "python3"), { recursive: true });
  writeFileSync(data("kernels", "python3", "kernel.json"), "{}");
  const before = tree();
  expect(gradbook("install", "--prefix", prefix).code).toBe(0);
  expect(readdirSync(data("kernels", "gradbook"))).toEqual(
    expect.arrayContaining(["kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"]),
  );
  expect(gradbook("uninstall", "--prefix", prefix).code).toBe(0);
  expect(tree()).toEqual(before);
  expect(gradbook("uninstall", "--prefix", prefix)).toMatchObject({
    code: 2,
    said: expect.stringContaining("is not installed"),
  });
});

test("two names stand side by side; extension and template go with the last", () => {
  gradbook("install", "--prefix", prefix);
  gradbook("install", "--prefix", prefix, "--name", "gradbook-next", "--display-name", "The next");
  expect(JSON.parse(readFileSync(data("kernels", "gradbook-next", "kernel.json"), "utf8")).display_name).toBe(
    "The next",
  );
  expect(gradbook("uninstall", "--prefix", prefix).code).toBe(0);
  expect(readdirSync(data("labextensions", "@gradbook"))).toEqual(["jupyterlab"]);
  expect(gradbook("uninstall", "--prefix", prefix, "--name", "gradbook-next").code).toBe(0);
  expect(tree()).toEqual([]);
});

test("what was installed starts a kernel that computes, in a folder with such a name", async () => {
  gradbook("install", "--prefix", prefix);
  const { argv } = JSON.parse(readFileSync(data("kernels", "gradbook", "kernel.json"), "utf8"));
  const client = await KernelClient.start({ argv, cwd: prefix });
  try {
    expect((await client.execute("ones([2, 3]).sum().item()")).reply.content.status).toBe("ok");
  } finally {
    await client.shutdown();
  }
});

test.each([
  ["two places", ["--user", "--prefix", "x"], /one of --user, --sys-prefix and --prefix/],
  ["a name that is a path", ["--name", "../up"], /letters, digits/],
  ["an option that does not exist", ["--everywhere"], /--everywhere[^]*usage: gradbook install/],
])("%s is one message with exit code 2", (_, args, message) => {
  const { code, said } = gradbook("install", ...args);
  expect(said).toMatch(message);
  expect(code).toBe(2);
});
