// A rolldown plugin: Node's own modules without what `import` does to them. To import one, Node reads each of its exports,
// and those of `node:fs` and `node:util` that load when they are read cost every thread some milliseconds. In a bundle a name
// is taken from the module itself, and the names that nobody uses are left alone.

const prefix = "\0builtin ";

export function builtins() {
  return {
    name: "builtins",
    // One for each importer: what they shared would be files of their own, and a file costs more than it holds.
    resolveId: (id, importer) => (id.startsWith("node:") ? `${prefix}${id} ${importer}` : null),
    load: (id) => (id.startsWith(prefix) ? wrapped(id.split(" ")[1]) : null),
  };
}

function wrapped(id) {
  const names = Object.keys(process.getBuiltinModule(id)).filter((name) => name !== "default");
  const lines = names.map((name) => `export const ${name} = /* @__PURE__ */ of(${JSON.stringify(name)});`);
  const text = ["const of = (name) => all[name];", "export default all;", ...lines];
  return [`const all = process.getBuiltinModule(${JSON.stringify(id)});`, ...text].join("\n");
}
