// The command line itself: what it says of itself, and to a command that it does not know.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../house/sources.ts";

function gradbook(...args: string[]): { code: number | null; out: string; err: string } {
  const ran = spawnSync(process.execPath, [join(root, "dist", "cli.js"), ...args], { encoding: "utf8" });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

test("--version is the package's", () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(gradbook("--version")).toEqual({ code: 0, out: `${version}\n`, err: "" });
});

test("without a command, and with one that is not there, it lists those there are", () => {
  const { code, out } = gradbook();
  expect(code).toBe(0);
  for (const name of ["lab", "install", "run", "repl", "export", "doctor", "uninstall"])
    expect(out).toMatch(new RegExp(`^  ${name} `, "m"));
  expect(gradbook("instal")).toMatchObject({ code: 2, out: "", err: expect.stringContaining("There is no command") });
});

test.each(["lab", "install", "uninstall", "run", "repl", "export"])("%s --help explains itself", (name) => {
  expect(gradbook(name, "--help")).toMatchObject({ code: 0, out: expect.stringContaining(`usage: gradbook ${name}`) });
});

test("doctor --help explains itself", () => {
  expect(gradbook("doctor", "--help")).toMatchObject({
    code: 0,
    out: expect.stringContaining("usage: gradbook doctor"),
  });
});
