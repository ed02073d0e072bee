// The documentation keeps its promises: its examples run, its links lead somewhere, and every public name is explained.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "node-html-parser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as gradbook from "../../kernel/api.ts";
import { root } from "../house/sources.ts";
import { shown, startKernel } from "../kernel/session.ts";

interface Entry {
  readonly name: string;
  readonly kind: string;
  readonly doc: string;
  readonly code: string;
}
interface Namespace {
  readonly name: string;
  readonly entries: readonly Entry[];
  readonly namespaces: readonly Namespace[];
}
const load = async <T>(file: string): Promise<T> => (await import(join(root, "setup", file))) as T;
const { reference } = await load<{ reference: () => Namespace }>("reference.mjs");
const { plainTypes } = await load<{ plainTypes: (code: string) => string }>("plainTypes.mjs");

const docs = join(root, "docs");
const pages = readdirSync(docs).filter((name) => name.endsWith(".md"));

describe("pages", () => {
  const withExamples = pages.filter((name) => readFileSync(join(docs, name), "utf8").includes("```ts\n"));

  test.each(withExamples)("the examples of %s run one after the other, types checked", async (name) => {
    const kernel = await startKernel();
    try {
      for (const [, code] of readFileSync(join(docs, name), "utf8").matchAll(/^```ts\n([^]*?)^```$/gm)) {
        const { error, result } = shown(await kernel.execute(code!));
        expect(error?.traceback, code).toBeUndefined();
        expect(result, code).not.toBe("false");
      }
    } finally {
      await kernel.shutdown();
    }
  });

  test("links between pages and into the repository lead to files", () => {
    for (const name of [...pages.map((page) => `docs/${page}`), "CONTRIBUTING.md", "README.md"]) {
      const text = readFileSync(join(root, name), "utf8");
      for (const [, target] of text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)) {
        const path = join(root, name, "..", target!);
        expect(existsSync(path), `${name}: ${target}`).toBe(true);
      }
    }
  });
});

describe("the reference", () => {
  const all = flat(reference());

  test("names everything that the package exports", () => {
    const missing = exported(gradbook as unknown as Record<string, unknown>, "gradbook").filter(
      (name) => !all.has(name),
    );
    expect(missing).toEqual([]);
  });

  test("explains every function and class", () => {
    const silent = [...all]
      .filter(([, { kind, doc }]) => !doc && !/^(Interface|Type)$/.test(kind))
      .map(([name]) => name);
    expect(silent).toEqual([]);
  });

  test("shows signatures without the types that only compute shapes, and without private members", () => {
    for (const [name, { code }] of all) {
      expect(plainTypes(code), name).not.toMatch(/\b(Fits|Stretchable|Broadcast)<|#private|^\s*(private|protected) /m);
    }
    expect(plainTypes(all.get("gradbook.matmul")!.code)).toBe("function matmul(a: Tensor, b: Tensor): Tensor;");
    expect(plainTypes(all.get("gradbook.Tensor")!.code)).toContain("    softmax(dim?: number): Tensor;");
  });
});

describe("the site", () => {
  const folder = mkdtempSync(join(tmpdir(), "gradbook-docs-"));
  beforeAll(async () => {
    const { writeDocs } = await load<{ writeDocs: (folder: string) => Promise<number> }>("docs.mjs");
    await writeDocs(folder);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("has every page, and no link in it is dead", () => {
    const html = new Map(
      readdirSync(folder)
        .filter((name) => name.endsWith(".html"))
        .map((name) => [name, parse(readFileSync(join(folder, name), "utf8"))]),
    );
    for (const page of pages) expect([...html.keys()]).toContain(page.replace(/md$/, "html"));
    for (const [name, document] of html) {
      for (const link of document.querySelectorAll("main a[href]")) {
        const href = link.getAttribute("href")!;
        if (/^https?:/.test(href)) continue;
        const [file, anchor] = href.split("#");
        const target = html.get(file || name);
        expect(target ?? readdirSync(folder).includes(file!.split("/")[0]!), `${name}: ${href}`).toBeTruthy();
        if (target && anchor) {
          const ids = target.querySelectorAll("[id]").map((element) => element.getAttribute("id"));
          expect(ids, `${name}: ${href}`).toContain(decodeURIComponent(anchor));
        }
      }
    }
  });
});

function flat(namespace: Namespace, path = namespace.name): Map<string, Entry> {
  return new Map([
    ...namespace.entries.map((entry) => [`${path}.${entry.name}`, entry] as const),
    ...namespace.namespaces.flatMap((inner) => [...flat(inner, `${path}.${inner.name}`)]),
  ]);
}

/** Every exported value, namespaces opened. */
function exported(module: Record<string, unknown>, path: string): string[] {
  return Object.entries(module).flatMap(([name, value]) => {
    const isNamespace =
      typeof value === "object" && value !== null && Object.prototype.toString.call(value) === "[object Module]";
    return isNamespace ? exported(value as Record<string, unknown>, `${path}.${name}`) : [`${path}.${name}`];
  });
}
