// `npm run docs`: the documentation as a site, by our own exporter: the pages of `docs/` and the API reference. Written to
// `docs/site/`, or to the folder given.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { houseNode, root } from "./house.mjs";
import { plainTypes } from "./plainTypes.mjs";
import { run } from "./progress.mjs";
import { compile, dependencies } from "./steps.mjs";
import { reporting } from "./setup.mjs";

/** Pages in reading order; what is not named here comes after them. */
const order = [
  "notebooks",
  "engine",
  "drawing",
  "debugging",
  "terminal",
  "teaching",
  "classes",
  "architecture",
  "coverage",
  "figures",
  "performance",
];

/** What each namespace is for. */
const about = {
  gradbook: "Tensors and everything that makes and combines them; errors; what cells show.",
  autograd: "Gradients of any function of tensors, and a check of them.",
  data: "Data sets, and loaders that make batches of them.",
  decomposition: "Few dimensions from many.",
  io: "Files of tensors: safetensors, npy, npz, csv.",
  landscape: "Loss surfaces: along lines, on planes, and the ways of optimizers over them.",
  linalg: "Linear algebra.",
  memory: "How much memory tensors take. Ordinary code needs none of this.",
  metrics: "How good predictions are.",
  nn: "Layers, from simple to complex, and the module that they all are.",
  "nn.functional": "Layers without weights, and losses, as functions.",
  "nn.init": "First values of weights.",
  "nn.utils": "Gradient clipping, parameters as one vector.",
  optim: "Optimizers.",
  "optim.lrScheduler": "Learning rates that change during training.",
  text: "From text to numbers: tokenizers, bags of words, word vectors.",
  train: "Progress bars and recorders, which live figures follow.",
  figures: "Pictures of tensors, curves, embeddings, attention, surfaces.",
};

/** Writes the site. @param {string} folder */
export async function writeDocs(folder) {
  const { reference } = await import("./reference.mjs");
  const sources = mkdtempSync(join(tmpdir(), "gradbook-docs-"));
  try {
    const pages = [...guide(sources), ...referencePages(reference())];
    pages.forEach(({ name, title, description, cells }, i) => {
      const metadata = { title, description, gradbook: { order: i } };
      const markdown = cells.map((source, n) => ({ cell_type: "markdown", id: `part-${n}`, metadata: {}, source }));
      const notebook = { nbformat: 4, nbformat_minor: 5, metadata, cells: markdown };
      writeFileSync(join(sources, `${name}.ipynb`), JSON.stringify(notebook));
    });
    const cli = join(root, "dist", "cli.js");
    await run(houseNode(), [cli, "export", sources, "--to", "site", "-o", folder, "--title", "gradbook"]);
    return pages.length;
  } finally {
    rmSync(sources, { recursive: true, force: true });
  }
}

/** The pages that people wrote: `docs/*.md`. Their pictures are copied to `pictures`. */
function guide(pictures) {
  const folder = join(root, "docs");
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .map((name) => name.slice(0, -3));
  const rank = (name) => (order.includes(name) ? order.indexOf(name) : order.length);
  return names
    .toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b))
    .map((name) => {
      const text = readFileSync(join(folder, `${name}.md`), "utf8");
      const [, title = name] = /^# (.+)$/m.exec(text) ?? [];
      const [, description = ""] = /^# .+\n+([^\n#|`]+)/.exec(text) ?? [];
      const pictured = text.replaceAll(/!\[([^\]]*)\]\((?!https?:)([^)]+)\)/g, (_, alt, path) => {
        const copy = path.replaceAll(/[^\w.-]+/g, "-").replace(/^[-.]+/, "");
        cpSync(join(folder, path), join(pictures, copy));
        return `![${alt}](${copy})`;
      });
      // Pages link to each other as files of this folder, and to the rest of the repository from it.
      const linked = pictured
        .replaceAll(/\]\((\w[\w-]*)\.md(#[^)]*)?\)/g, "]($1.ipynb$2)")
        .replaceAll(/\[([^\]]+)\]\(\.\.[^)]*\)/g, "$1");
      return { name, title, description, cells: linked.split(/\n(?=## )/) };
    });
}

function referencePages(namespace, path = "") {
  const full = path ? `${path}.${namespace.name}` : namespace.name;
  const inner = full.replace(/^gradbook\.?/, "");
  const title = inner || "tensors and functions";
  const cells = [`# ${title}\n\n${about[inner || "gradbook"] ?? ""}`, ...namespace.entries.map(shown)];
  const page = {
    name: `api-${(inner || "tensors").replaceAll(".", "-")}`,
    title: `API: ${title}`,
    description: about[inner || "gradbook"] ?? "",
    cells,
  };
  return [page, ...namespace.namespaces.flatMap((each) => referencePages(each, full))];
}

/** One exported name: what it is, then how it is written. */
function shown({ name, doc, code }) {
  return [`## ${name}`, prose(doc), `\`\`\`ts\n${plainTypes(code)}\n\`\`\``].filter(Boolean).join("\n\n");
}

/** A docstring as Markdown: the words, then parameters, results and errors as a list, then examples. */
function prose(doc) {
  const [words = "", ...tags] = doc.split(/^@/m);
  const lines = [];
  const examples = [];
  for (const tag of tags) {
    const [, kind = "", rest = ""] = /^(\w+)\s*([^]*)$/.exec(tag) ?? [];
    const text = rest.trim().replaceAll("\n", " ");
    if (kind === "example") examples.push(`\`\`\`ts\n${rest.trim()}\n\`\`\``);
    else if (kind === "param") lines.push(`- ${text.replace(/^(\w+)/, "`$1`:")}`);
    else if (kind === "returns") lines.push(`- Returns ${text}`);
    else if (kind === "throws") lines.push(`- Throws ${text}`);
  }
  return [escaped(words.trim()), escaped(lines.join("\n")), ...examples].filter(Boolean).join("\n\n");
}

/** Docstrings are plain text with code in backticks: brackets and stars in them mean themselves. */
const escaped = (text) =>
  text
    .split(/(`[^`]*`)/)
    .map((part, i) => (i % 2 === 1 ? part : part.replaceAll(/[*_<>[\]$]/g, "\\$&")))
    .join("");

if (process.argv[1] === join(root, "setup", "docs.mjs")) {
  await reporting(async () => {
    await dependencies();
    await compile();
    const folder = resolve(process.argv[2] ?? join(root, "docs", "site"));
    const pages = await writeDocs(folder);
    console.log(`${pages} pages in ${folder}: open index.html`);
  });
}
