// Shapes in cells: what is known flows from cell to cell, and a wrong shape is told before anything runs.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LanguageService } from "../../kernel/language/languageService.ts";
import { withoutColor } from "./session.ts";

let service: LanguageService;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "gradbook-shapes-"));
  service = await LanguageService.start({ folder, gradbook: join(import.meta.dirname, "../../engine/index.ts") });
});
afterAll(() => service.close());

async function errors(source: string): Promise<string | undefined> {
  const found = await service.check(source, "In[3]");
  return found && withoutColor(found.traceback.join("\n"));
}

async function cell(source: string): Promise<void> {
  expect(await errors(source)).toBeUndefined();
  await service.commit(source);
}

test("a wrong matrix product is one sentence, pointed at, before the cell runs", async () => {
  await cell("const weights = randn([5, 4]); const hidden = 64;");
  expect(await errors("const x = randn([2, 3]);\nx.matmul(weights);")).toBe(
    [
      "TypeCheckError: this cell was not run, as its types do not fit.",
      "",
      "TS2345: matmul: [2, 3] @ [5, 4]: the inner sizes 3 and 5 differ.",
      "In[3]:2:10",
      "  1 | const x = randn([2, 3]);",
      "> 2 | x.matmul(weights);",
      "    |          ^^^^^^^",
    ].join("\n"),
  );
});

test("sizes in constants flow through layers of earlier cells", async () => {
  await cell("const layer = new nn.Linear(10, hidden); const model = new nn.Sequential(layer, new nn.Tanh());");
  await cell("const y = model.call(randn([32, 10])); const loss = nn.functional.mseLoss(y, zeros([32, hidden]));");
  expect(await errors("model.call(randn([32, 11]))")).toContain(
    "TS2345: Linear(10 → 64): the input [32, 11] has 11 features, and the layer takes 10.",
  );
  expect(await errors("y.sum({ dim: 2 })")).toContain("TS2322: sum: there is no axis 2 in [32, 64].");
  expect(await errors("tensor([[1, 2], [3]])")).toContain("tensor: rows differ in shape: [2] and [1].");
});

test("what is shown of a tensor is its shape", async () => {
  const hover = async (source: string, name: string) => (await service.inspect(source, source.indexOf(name)))?.plain;
  expect(await hover("y.at(0)", "y")).toContain("const y: Tensor<[32, 64]>");
  expect(await hover("const z = y.T.unsqueeze(0)", "z")).toContain("const z: Tensor<[1, 64, 32]>");
});

test("options and their values are still offered", async () => {
  const complete = async (source: string) => {
    const { matches } = await service.complete(source.replace("|", ""), source.indexOf("|"));
    return matches.map(({ text }) => text);
  };
  expect(await complete("y.sum({ | })")).toEqual(expect.arrayContaining(["dim", "keepdim"]));
  expect(await complete("new nn.LSTM(10, 20, { | })")).toEqual(expect.arrayContaining(["bidirectional", "batchFirst"]));
  expect(await complete("nn.functional.mseLoss(y, y, { reduction: '|' })")).toEqual(
    expect.arrayContaining(["mean", "none"]),
  );
  expect(await complete("y.matm|")).toEqual(["matmul"]);
});

test("other messages stay as TypeScript writes them", async () => {
  expect(await errors("const text: string = y")).toContain("TS2322: Type 'Tensor<[32, 64]>' is not assignable");
  expect(await errors("const mode: 'train: now' | 'eval: later' = 'other'")).toContain("Type '\"other\"'");
});
