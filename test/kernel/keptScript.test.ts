// What V8 has compiled of the worker is kept from one kernel to the next, and whatever lies in its place does no harm.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test, vi } from "vitest";
import { kernelSpec } from "../../kernel/commands/kernelSpec.ts";
import { shown, startKernel } from "./session.ts";

const fresh = (): string => mkdtempSync(join(tmpdir(), "gradbook-kept-"));
const argv = kernelSpec().argv as string[];

describe("a bundle", () => {
  const folder = fresh();
  const greet = `exports.greet = (name) => "Hello, " + name + ${JSON.stringify(", and hello again".repeat(30))};`;
  writeFileSync(join(folder, "bundle-1.cjs"), `${greet} exports.path = require("node:path").basename(__filename);`);

  /** Another process loads it, greets if it shall, and keeps what it has compiled. @returns whether it took what was kept */
  function load(compiled: string, greeting = "greet('Ada')"): boolean {
    const code = `
      import { KeptScript } from ${JSON.stringify(new URL("../../kernel/host/keptScript.ts", import.meta.url))};
      const script = new KeptScript(new URL(${JSON.stringify(`${pathToFileURL(folder)}/`)}), ${JSON.stringify(compiled)});
      const { greet, path } = script.exports;
      const said = ${greeting};
      script.keep();
      script.keep();
      console.log(JSON.stringify({ taken: script.taken, said, path }));`;
    const { taken, said, path } = JSON.parse(
      execFileSync(argv[0]!, ["--input-type=module", "-e", code], { encoding: "utf8" }),
    ) as { taken: boolean; said: string; path: string };
    expect(path).toBe("bundle-1.cjs");
    expect(said).toMatch(greeting === "''" ? /^$/ : /^Hello, Ada, and/);
    return taken;
  }
  const fileIn = (compiled: string): string => {
    const files = readdirSync(compiled);
    expect(files).toHaveLength(1);
    return join(compiled, files[0]!);
  };

  test("is kept with the functions that have been called, and taken from then on", () => {
    const [uncalled, called] = [fresh(), join(fresh(), "made", "when needed")];
    expect(load(uncalled, "''")).toBe(false);
    expect(load(called)).toBe(false);
    const { size, mtimeMs } = statSync(fileIn(called));
    expect(size).toBeGreaterThan(statSync(fileIn(uncalled)).size);
    expect(load(called)).toBe(true);
    expect(statSync(fileIn(called)).mtimeMs).toBe(mtimeMs);
  });

  test.each([
    ["nothing", (file: string) => truncateSync(file)],
    ["half of it", (file: string) => truncateSync(file, statSync(file).size >> 1)],
    ["a file with another byte in it", (file: string) => writeFileSync(file, otherByte(readFileSync(file)))],
    ["something else", (file: string) => writeFileSync(file, "not what V8 has compiled")],
  ])("%s in its place is not taken, and is made good", (_, spoil) => {
    const compiled = fresh();
    load(compiled);
    spoil(fileIn(compiled));
    expect(load(compiled)).toBe(false);
    expect(load(compiled)).toBe(true);
  });

  test("where it cannot be kept, it runs all the same", () => {
    const compiled = join(fresh(), "a file");
    writeFileSync(compiled, "");
    expect(load(compiled)).toBe(false);
    expect(load(compiled)).toBe(false);
  });
});

function otherByte(bytes: Buffer): Buffer {
  bytes[bytes.length >> 1]! ^= 0x55;
  return bytes;
}

test("a kernel takes what the one before has kept, whatever V8 was told for cells", async () => {
  const cache = fresh();
  vi.stubEnv("GRADBOOK_CACHE", cache);
  const kept = (): readonly string[] => {
    const compiled = join(cache, "compiled");
    const files = readdirSync(compiled).filter((name) => name.includes(".cjs"));
    return files.map((name) => `${name} ${statSync(join(compiled, name)).mtimeMs}`);
  };
  const keptBy = async (code: string): Promise<readonly string[]> => {
    const client = await startKernel();
    expect(shown(await client.execute(code)).result).toBe("3");
    await client.shutdown();
    return kept();
  };
  const first = await keptBy("tensor([1, 2]).sum().item()");
  expect(first).toHaveLength(1);
  // Were it refused, it would be written again.
  expect(await keptBy("const n: number = 3; n")).toEqual(first);
  vi.unstubAllEnvs();
});
