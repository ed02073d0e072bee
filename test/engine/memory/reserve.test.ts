// The engine's memory is there at once and at full length, without V8 collecting garbage for it.
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

test("reserving it collects no garbage", () => {
  const heap = JSON.stringify(new URL("../../../engine/memory/heap.ts", import.meta.url));
  const code = `
    const { bytesReserved, f32, memory } = await import(${heap});
    await new Promise((resolve) => setTimeout(resolve, 50));
    console.log(bytesReserved === memory.buffer.byteLength && f32.length === bytesReserved / 4, bytesReserved > 2 ** 26);`;
  const said = execFileSync(process.execPath, ["--trace-gc", "--input-type=module", "-e", code], { encoding: "utf8" });
  expect(said).toContain("true true");
  expect(said).not.toContain("external memory pressure");
});
