// What Node runs of the built package: text of one byte a character (setup/ascii.mjs says why), with maps to the sources.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { expect, test } from "vitest";
import { root } from "../house/sources.ts";

const folders = ["dist", "dist/shared", "dist/worker"].map((folder) => join(root, folder));
const bundles = folders.flatMap((folder) =>
  readdirSync(folder).flatMap((name) => (/\.c?js$/.test(name) ? [join(folder, name)] : [])),
);

test("all of it is ASCII", () => {
  expect(bundles.length).toBeGreaterThan(5);
  // oxlint-disable-next-line no-control-regex
  for (const file of bundles) expect(readFileSync(file, "latin1").search(/[^\0-\x7f]/), file).toBe(-1);
});

test("what stands behind an escape is still found in its source", () => {
  const words: [found: string | undefined, wanted: string][] = [];
  // Files that only hand on what others have need no map.
  for (const file of bundles.filter((each) => existsSync(`${each}.map`))) {
    const map = new TraceMap(readFileSync(`${file}.map`, "utf8"));
    readFileSync(file, "utf8")
      .split("\n")
      .forEach((text, i) => {
        // A function that is called with a text, and what comes behind that.
        const [before, word] = /^(.*\\u[\da-f]{4}.*"[,)].*?)\b([a-z]\w{3,})\(/i.exec(text)?.slice(1) ?? [];
        if (before === undefined || word === undefined) return;
        const { source, line, column } = originalPositionFor(map, { line: i + 1, column: before.length });
        if (source === null || line === null) return;
        const original = readFileSync(resolve(dirname(file), source), "utf8").split("\n")[line - 1]!;
        words.push([/^\w+/.exec(original.slice(column))?.[0], word.replace(/\$\d+$/, "")]);
      });
  }
  expect(words.length).toBeGreaterThan(10);
  // Some of them only look like calls, and stand in a text.
  const right = words.filter(([found, wanted]) => found === wanted);
  expect(right.length / words.length).toBeGreaterThan(0.8);
});
