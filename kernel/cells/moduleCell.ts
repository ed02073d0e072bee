// `/** @module name */` at the top of a cell makes it a module, which other cells import from "./name" (as tslab has it).

/** What stands behind `@module` in a documentation comment above the first line of code; undefined without one. */
export function moduleNameOf(source: string): string | undefined {
  if (!source.includes("@module")) return undefined;
  const [comments = ""] = /^(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/.exec(source)!;
  for (const [comment] of comments.matchAll(/\/\*\*[^]*?\*\//g)) {
    const [, name] = /(?:^\/\*\*|\n[ \t]*\*?)[ \t]*@module\b[ \t]*([^\n]*?)[ \t]*(?:\*\/|\n)/.exec(comment) ?? [];
    if (name !== undefined) return name;
  }
  return undefined;
}

/** What is wrong with a module's name, in a sentence. */
export function problemWithName(name: string): string | undefined {
  if (/^[A-Za-z_$][\w$-]*$/.test(name)) return undefined;
  const given = name === "" ? "without a name" : `named '${name}'`;
  return `This cell is a module ${given}. A module's name is one word of letters, digits, _ and -, as in /** @module model */; other cells then import from "./model".`;
}
