// TypeScript opened by one thread and gone on with by another, as a kernel does at its start.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { beginProject, goOnWith } from "../../kernel/language/handOver.ts";
import { hasNumbers } from "../../kernel/language/line.ts";
import { LanguageService } from "../../kernel/language/languageService.ts";
import { withoutColor } from "./session.ts";

/** Begins in a folder whose `gradbook` has one function. */
function begin(last: (gradbook: string) => string, patience: number): ReturnType<typeof beginProject> {
  const folder = mkdtempSync(join(tmpdir(), "gradbook-hand-over-"));
  const gradbook = join(folder, "gradbook.d.ts");
  writeFileSync(gradbook, "export declare function twice(n: number): number;");
  return beginProject({ folder, gradbook }, last(gradbook), patience);
}

async function problem(service: LanguageService, source: string): Promise<string | undefined> {
  const found = await service.check(source, "In[1]");
  return found && withoutColor(found.evalue);
}

test.runIf(hasNumbers).each([
  ["when it has asked for the last file", (gradbook: string) => gradbook, 60_000],
  ["while it still asks, as it took too long", () => "/nothing/that/it/asks/for", 1],
  ["when it has answered already", () => "/nothing/that/it/asks/for", 1500],
])("cells are checked by what was begun: handed over %s", async (_, last, patience) => {
  const begun = await begin(last, patience);
  // What crosses threads is plain data.
  const service = await LanguageService.over(goOnWith(structuredClone(begun!)));
  try {
    expect(await problem(service, "const four: number = twice(2)")).toBeUndefined();
    expect(await problem(service, "twice('2')")).toContain("TS2345");
    await service.commit("const kept = 'a'");
    expect(await problem(service, "kept.toFixed()")).toContain("'toFixed' does not exist on type '\"a\"'");
    const { matches } = await service.complete("kept.at", 7);
    expect(matches.map(({ text }) => text)).toContain("at");
  } finally {
    service.close();
  }
});

test.runIf(hasNumbers)("a TypeScript that dies after that is started anew, and earlier cells are known", async () => {
  const begun = (await begin((gradbook) => gradbook, 60_000))!;
  const service = await LanguageService.over(goOnWith(structuredClone(begun)));
  try {
    expect(await problem(service, "1 + 1")).toBeUndefined();
    await service.commit("const kept = 'a'");
    process.kill(begun.line.pid, "SIGKILL");
    // The one that meets the death hears nothing.
    await service.check("1", "In[2]");
    expect(await problem(service, "kept.toFixed()")).toContain("'toFixed' does not exist on type '\"a\"'");
  } finally {
    service.close();
  }
});
