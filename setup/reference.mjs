// The API reference, read from the declarations that the package ships: what `import … from "gradbook"` gives, with the
// docstrings that editors show. Follows exports from file to file; knows nothing of how pages look.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseSync } from "oxc-parser";
import { root } from "./house.mjs";

/**
 * @typedef {{ name: string, kind: string, doc: string, code: string }} Entry one exported name; overloads are one entry
 * @typedef {{ name: string, entries: Entry[], namespaces: Namespace[] }} Namespace
 */

/** @returns {Namespace} the package, with its namespaces inside */
export function reference() {
  return namespace("gradbook", join(root, "dist", "types", "kernel", "api.d.ts"));
}

function namespace(name, path) {
  const found = exportsOf(path);
  const entries = [...found.entries].map(([each, at]) => entry(each, at)).filter(Boolean);
  const namespaces = [...found.namespaces].map(([each, inner]) => namespace(each, inner));
  return { name, entries, namespaces };
}

/** Exported name → where it is declared, for declarations; and → path, for namespaces. In the order of the file. */
function exportsOf(path) {
  const entries = new Map();
  const namespaces = new Map();
  for (const statement of parsed(path).program.body) {
    const source = statement.source && join(dirname(path), statement.source.value.replace(/\.ts$/, ".d.ts"));
    if (statement.type === "ExportAllDeclaration") {
      if (statement.exported) namespaces.set(statement.exported.name, source);
      else {
        const inner = exportsOf(source);
        for (const [name, at] of inner.entries) entries.set(name, at);
        for (const [name, at] of inner.namespaces) namespaces.set(name, at);
      }
    } else if (statement.type === "ExportNamedDeclaration" && source) {
      const inner = exportsOf(source);
      for (const { local, exported } of statement.specifiers) {
        if (inner.namespaces.has(local.name)) namespaces.set(exported.name, inner.namespaces.get(local.name));
        else entries.set(exported.name, inner.entries.get(local.name));
      }
    } else if (statement.type === "ExportNamedDeclaration" && statement.declaration) {
      for (const name of namesOf(statement.declaration)) entries.set(name, { path, name });
    }
  }
  return { entries, namespaces };
}

function entry(name, at) {
  if (!at) return undefined;
  const { program, text, comments } = parsed(at.path);
  const statements = program.body.filter(
    ({ type, declaration }) =>
      type === "ExportNamedDeclaration" && declaration && namesOf(declaration).includes(at.name),
  );
  const [first] = statements;
  const docs = statements.map((statement) => docBefore(statement.start, text, comments));
  const kind = first.declaration.type.replace(/^TS|Declaration$|AliasDeclaration$/g, "");
  const added = kind === "Class" ? membersAddedTo(at.name) : "";
  const code = statements.map((statement) => publicText(statement, text, comments) + "").join("\n");
  return { name, kind, doc: docs.find(Boolean) ?? "", code: added ? code.replace(/\n?}$/, `\n${added}}`) : code };
}

/** Methods that other files declare for a class: `declare module "…" { interface Tensor { … } }`. */
function membersAddedTo(name) {
  return [...augmentations()]
    .flatMap((path) => {
      const { program, text } = parsed(path);
      return program.body
        .filter(({ type }) => type === "TSModuleDeclaration")
        .flatMap(({ body }) => body.body)
        .filter((statement) => statement.type === "TSInterfaceDeclaration" && statement.id.name === name)
        .map(({ body }) =>
          text
            .slice(body.start + 1, body.end - 1)
            .replace(/^\n|\s+$/g, "")
            .replaceAll(/^ {4}/gm, ""),
        );
    })
    .map((members) => `${members}\n`)
    .join("\n");
}

/** The files that the engine imports for what they add. */
function augmentations() {
  const index = join(root, "dist", "types", "engine", "index.d.ts");
  return parsed(index)
    .program.body.filter(({ type, specifiers }) => type === "ImportDeclaration" && specifiers.length === 0)
    .map(({ source }) => join(dirname(index), source.value.replace(/\.ts$/, ".d.ts")));
}

/** A declaration as users may write it: without what is private, and without the words that declarations need. */
function publicText(statement, text, comments) {
  const { declaration } = statement;
  let cut = text.slice(declaration.start, declaration.end);
  if (declaration.type === "ClassDeclaration") {
    for (const member of declaration.body.body.toReversed()) {
      if (!isHidden(member)) continue;
      const doc = comments.findLast(({ end }) => end <= member.start && text.slice(end, member.start).trim() === "");
      const from = (doc?.start ?? member.start) - declaration.start;
      cut =
        cut.slice(0, from).replace(/[ \t]*$/, "") + cut.slice(member.end - declaration.start).replace(/^[ \t]*\n?/, "");
    }
  }
  return cut.replace(/^declare /, "");
}

const isHidden = ({ accessibility, key }) =>
  accessibility === "private" ||
  accessibility === "protected" ||
  key?.type === "PrivateIdentifier" ||
  String(key?.value ?? "").startsWith("~");

/** The text of the comment for editors that stands right before; `/*!` comments are for the compiler. */
function docBefore(start, text, comments) {
  const before = comments.findLast(({ end }) => end <= start && text.slice(end, start).trim() === "");
  if (before?.value.startsWith("!")) return docBefore(before.start, text, comments);
  const comment = before?.value.startsWith("*") ? before : undefined;
  if (!comment) return "";
  const lines = comment.value.slice(1).split("\n");
  return lines
    .map((line) => line.replace(/^\s*\* ?/, "").trimEnd())
    .join("\n")
    .trim();
}

function namesOf(declaration) {
  if (declaration.type === "VariableDeclaration") return declaration.declarations.map(({ id }) => id.name);
  return declaration.id ? [declaration.id.name] : [];
}

const cache = new Map();
function parsed(path) {
  if (!cache.has(path)) {
    const text = readFileSync(path, "utf8");
    cache.set(path, { ...parseOf(path, text), text });
  }
  return cache.get(path);
}

function parseOf(path, text) {
  const { program, comments, errors } = parseSync(path, text, { lang: "dts", sourceType: "module" });
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  return { program, comments };
}
