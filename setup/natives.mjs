// A rolldown plugin: packages with machine code. Their JavaScript goes into the bundle, as finding and reading their many small
// files costs a start more than loading the machine code. What they load from there they look for where they lie themselves,
// which need not be where it could be found from the bundle.
import { createRequire } from "node:module";
import { dirname, relative } from "node:path";
import MagicString from "magic-string";

/** By package: how its files say where they are, and how they find a package. */
const places = {
  "oxc-parser": ["import.meta.url", "createRequire(import.meta.url)"],
  "oxc-transform": ["import.meta.url", "createRequire(import.meta.url)"],
  zeromq: ["__dirname", "require"],
};

/** Those packages and what they are made of. */
export const nativePackages = [...Object.keys(places), "cmake-ts"];

export function natives() {
  return {
    name: "natives",
    transform(code, id) {
      const [, name] = /[\\/]node_modules[\\/]([^\\/]+)[\\/]/.exec(id) ?? [];
      const [place, require] = places[name] ?? [];
      if (!place || !code.includes(place)) return null;
      const main = dirname(createRequire(import.meta.url).resolve(name));
      const way = relative(main, place === "__dirname" ? dirname(id) : id).replaceAll("\\", "/");
      const there = `${require}.resolve("${name}"), "..", ${JSON.stringify(way)}`;
      const text = new MagicString(code).replaceAll(place, `process.getBuiltinModule("node:path").join(${there})`);
      return { code: text.toString(), map: text.generateMap({ hires: "boundary" }) };
    },
  };
}
