// What exported pages carry, into `dist/export`: scripts for the browser, style sheets, and the fonts with a list of them;
// and the nbconvert template, whole, into `dist/nbconvert/gradbook`.
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
    const faces = [...facesOf(katexSheet, { ranged: false }), ...textFaces()];
    for (const { path, file } of faces) emit(`fonts/${file}`, readFileSync(path));
    emit(
      "fonts.json",
      JSON.stringify(faces, (key, value) => (key === "path" ? undefined : value)),
    );
    emit("page.css", pageCss());
    emit("katex.css", katexCss());
  },
};

/** The nbconvert template: its files, and one style sheet with all fonts inside. */
const template = {
  name: "template",
  generateBundle() {
    const folder = join(root, "kernel", "nbconvert");
    const emit = (fileName, content) => this.emitFile({ type: "asset", fileName, source: content });
    for (const name of ["conf.json", "index.html.j2"]) emit(name, readFileSync(join(folder, "gradbook", name)));
    const faces = [
      ...facesOf(katexSheet, { ranged: false }),
      ...textFaces().filter(({ file }) => /-latin-wght/.test(file)),
    ];
    const rules = faces.map(({ family, style, weight, range, path }) => {
      const data = `data:font/woff2;base64,${readFileSync(path, "base64")}`;
      const only = range && `unicode-range:${range};`;
      return `@font-face{font-family:"${family}";font-style:${style};font-weight:${weight};${only}src:url(${data})}`;
    });
    const own = readFileSync(join(folder, "notebook.css"), "utf8");
    emit("static/gradbook.css", [...rules, pageCss(), katexCss(), own].join("\n"));
  },
};

const pageCss = () =>
  readdirSync(source("styles"))
    .toSorted()
    .map((name) => readFileSync(source(`styles/${name}`), "utf8"))
    .join("\n");

const katexSheet = require.resolve("katex/dist/katex.min.css");
const katexCss = () => readFileSync(katexSheet, "utf8").replace(/@font-face\{[^}]*\}/g, "");

const textFaces = () =>
  textFonts
    .flatMap((font) =>
      ["wght", "wght-italic"].map((sheet) => require.resolve(`@fontsource-variable/${font}/${sheet}.css`)),
    )
    .flatMap((sheet) => facesOf(sheet, { ranged: true }))
    .filter(({ file }) => subsets.test(file));

/** The `@font-face` rules of a style sheet that have a woff2 file. */
function facesOf(sheet, { ranged }) {
  return [...readFileSync(sheet, "utf8").matchAll(/@font-face\s*\{([^}]*)\}/g)].map(([, rule]) => {
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

const script = (name, plugins = [], dir = "export", file = `${name}.js`) => ({
  input: { [name]: source(`browser/${name}.ts`) },
  platform: "browser",
  plugins,
  output: { dir: join(root, "dist", dir), entryFileNames: file, format: "iife", minify: true, cleanDir: false },
});

export default [
  script("theme", [pages]),
  script("page"),
  script("charts", [licences([], "charts.LICENSES.txt")]),
  script("site", [licences(copied)]),
  script("serviceWorker"),
  script("charts", [licences([], "charts.LICENSES.txt")], "nbconvert/gradbook", "static/charts.js"),
  script("notebook", [template, licences(copied)], "nbconvert/gradbook", "static/gradbook.js"),
];
