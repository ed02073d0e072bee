// What exported pages carry, into `dist/export`: scripts for the browser, one style sheet, and the fonts with a list of them.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { createRequire } from "node:module";
import { root } from "./house.mjs";
import { licences } from "./licences.mjs";

const source = (name) => join(root, "kernel", "commands", "export", name);
const require = createRequire(import.meta.url);

const textFonts = ["source-serif-4", "source-sans-3", "source-code-pro"];
const subsets = /-(latin|latin-ext|greek|cyrillic|vietnamese)-wght-/;

const pages = {
  name: "pages",
  generateBundle() {
    const emit = (fileName, content) => this.emitFile({ type: "asset", fileName, source: content });
    const styles = readdirSync(source("styles")).toSorted();
    emit("page.css", styles.map((name) => readFileSync(source(`styles/${name}`), "utf8")).join("\n"));

    const katex = require.resolve("katex/dist/katex.min.css");
    const katexCss = readFileSync(katex, "utf8");
    const faces = facesOf(katexCss, katex, { ranged: false });
    emit("katex.css", katexCss.replace(/@font-face\{[^}]*\}/g, ""));

    for (const font of textFonts)
      for (const sheet of ["wght", "wght-italic"]) {
        const path = require.resolve(`@fontsource-variable/${font}/${sheet}.css`);
        const found = facesOf(readFileSync(path, "utf8"), path, { ranged: true });
        faces.push(...found.filter((face) => subsets.test(face.file)));
      }
    for (const { path, file } of faces) emit(`fonts/${file}`, readFileSync(path));
    emit(
      "fonts.json",
      JSON.stringify(faces, (key, value) => (key === "path" ? undefined : value)),
    );
  },
};

/** The `@font-face` rules of a style sheet that have a woff2 file. */
function facesOf(css, sheet, { ranged }) {
  return [...css.matchAll(/@font-face\s*\{([^}]*)\}/g)].map(([, rule]) => {
    const value = (name) =>
      new RegExp(`${name}:\\s*([^;]+)`)
        .exec(rule)?.[1]
        .trim()
        .replace(/^["']|["']$/g, "");
    const path = join(dirname(sheet), /url\(([^)]+\.woff2)\)/.exec(rule)[1]);
    return {
      family: value("font-family").replace(" Variable", ""),
      style: value("font-style"),
      weight: value("font-weight"),
      range: ranged ? value("unicode-range") : "",
      file: path.split(/[\\/]/).at(-1),
      path,
    };
  });
}

const copied = ["katex", ...textFonts.map((font) => `@fontsource-variable/${font}`)];

const script = (name, plugins = []) => ({
  input: { [name]: source(`browser/${name}.ts`) },
  platform: "browser",
  plugins,
  output: { dir: join(root, "dist", "export"), format: "iife", minify: true, cleanDir: false },
});

export default [script("theme", [pages]), script("page"), script("site", [licences(copied)]), script("serviceWorker")];
