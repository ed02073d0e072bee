// What a kernel's TypeScript reads at every start, made short. Comments are six tenths of the bundled declarations, and
// reading them takes a quarter of the time that opening a notebook's project does. So they are taken out and kept beside
// each file, as `x.docs.json` beside `x.d.ts`: by the number that TypeScript gives the node they stand before. Also lists
// what gradbook exports, so that a kernel need not ask. For kernel/language/documentation.ts and project.ts.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseSync } from "oxc-parser";
import { SyntaxKind } from "typescript/unstable/ast";
import { API } from "typescript/unstable/sync";

/**
 * @param {readonly string[]} files declaration files, rewritten in place
 * @param {string} entry the module whose exports `names.json` beside it will list
 */
export function makeLean(files, entry) {
  const comments = new Map(files.map((file) => [file, takeOutComments(file)]));
  const config = join(dirname(entry), "lean.tsconfig.json");
  const options = { noLib: true, types: [], skipLibCheck: true };
  writeFileSync(config, JSON.stringify({ compilerOptions: options, files: [...files, entry] }));
  const api = new API({});
  try {
    const { program, checker } = api.updateSnapshot({ openProjects: [config] }).getProject(config);
    for (const [file, starts] of comments) {
      const docs = documented(program.getSourceFile(file), starts);
      writeFileSync(file.replace(/\.d\.ts$/, ".docs.json"), JSON.stringify(docs));
    }
    const module = checker.getSymbolAtLocation(program.getSourceFile(entry));
    const names = checker.getExportsOfModule(module).map(({ name }) => name);
    writeFileSync(join(dirname(entry), "names.json"), JSON.stringify(names));
  } finally {
    api.close();
    rmSync(config);
  }
}

/** Rewrites a file without its comments. @returns {Map<number, string>} documentation by where what it is about now begins */
function takeOutComments(file) {
  const text = readFileSync(file, "utf8");
  const starts = new Map();
  let lean = "";
  let last = 0;
  let comment;
  const keep = (end) => {
    const part = text.slice(last, end).replaceAll(/\s*\n\s*/g, "\n");
    if (part.trim() !== "") {
      if (comment !== undefined) starts.set(lean.length + part.search(/\S/), comment);
      comment = undefined;
    }
    lean += part;
  };
  for (const { type, value, start, end } of parseSync(file, text).comments) {
    // `/// <reference … />` is for TypeScript.
    if (type === "Line" && value.startsWith("/")) continue;
    keep(start);
    last = end;
    if (type !== "Block" || !value.startsWith("*")) continue;
    comment = value.slice(1);
    // What TypeScript itself makes use of: it completes such names last.
    if (comment.includes("@deprecated")) lean += "/** @deprecated */";
  }
  keep(text.length);
  writeFileSync(file, lean);
  return starts;
}

/** Documentation by the number of the declaration that it belongs to. */
function documented(sourceFile, starts) {
  const docs = {};
  const visit = (node) => {
    const start = node.getStart(sourceFile);
    const comment = starts.get(start);
    if (comment !== undefined && node.kind !== SyntaxKind.ModuleBlock) {
      starts.delete(start);
      for (const each of declaredBy(node)) docs[each.index] = parseComment(comment);
    }
    node.forEachChild(visit);
  };
  sourceFile.forEachChild(visit);
  return docs;
}

/** `const a, b` declares two, and its comment is about both. */
const declaredBy = (node) => (node.kind === SyntaxKind.VariableStatement ? node.declarationList.declarations : [node]);

/** Where a tag begins: at the start of a line or behind a space, and not in backticks. */
const tagStart = /(?:^|\s)\s*@(?=[a-z]\w*(?:\s|$))(?=[^`]*(?:`[^`]*`[^`]*)*$)/;

function tagOf(text) {
  const [, tag, rest] = /^(\w+)\s*(.*)$/.exec(text);
  // `[name=default]` is how an optional parameter is written.
  return [tag, [tag === "param" ? rest.replace(/^\[([\w.]+)[^\]]*\]/, "$1") : rest]];
}

/** `{@link target}`, `{@link target|words}` or `{@link target words}`. */
const link = /\{@link(?:code|plain)?\s+([^\s|}]+)[\s|]*([^}]*)\}/g;
const linked = (_, target, words) =>
  words.trim() === "" ? target : /^https?:/.test(target) ? `${words.trim()} (${target})` : words.trim();

/** A comment's text, and its tags with theirs. */
function parseComment(comment) {
  const parts = [["", []]];
  let code = false;
  for (const raw of comment.split("\n")) {
    // Some comments have no stars, and lines of a tag that is not code are indented to please the eye.
    const [tag] = parts.at(-1);
    const indented = !/^\s*\*/.test(raw) || (!code && tag !== "" && tag !== "example");
    const line = raw.replace(indented ? /^[\s*]*/ : /^\s*\* ?/, "").trimEnd();
    if (/^\s*```/.test(line)) code = !code;
    const [before, ...tagged] = code ? [line] : line.split(tagStart);
    if (before.trim() !== "" || tagged.length === 0) parts.at(-1)[1].push(before);
    for (const each of tagged) parts.push(tagOf(each));
  }
  const [[, text], ...tags] = parts.map(([tag, lines]) => [tag, lines.join("\n").trim().replaceAll(link, linked)]);
  return [text, tags];
}
