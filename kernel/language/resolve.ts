// Where an import of a cell or of a local file leads, by TypeScript's rules: without its ending, by `paths` of tsconfig.json,
// into a folder's index, and `./x.js` to `x.ts`. What leads to a package is left to Node.
import { statSync } from "node:fs";
import { dirname, extname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** `paths` of tsconfig.json: patterns with at most one `*`, and the absolute places that stand for them. */
export type PathPatterns = Readonly<Record<string, readonly string[]>>;

/** Files that an import may mean; the first that there is. */
const endings = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json"];
/** What TypeScript lets stand for its own files. */
const written: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx"],
  ".jsx": [".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};

/**
 * @param from folder of the importing file
 * @param exists also knows the modules that are cells
 * @returns an absolute path; undefined for packages, and for what is not there
 */
export function resolveLocal(
  specifier: string,
  from: string,
  paths: PathPatterns,
  exists: (path: string) => boolean,
): string | undefined {
  return candidates(specifier, from, paths).find(exists);
}

/** Every file that an import may mean, the best first; none for packages. */
export function candidates(specifier: string, from: string, paths: PathPatterns): readonly string[] {
  return places(specifier, from, paths).flatMap(filesAt);
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function places(specifier: string, from: string, paths: PathPatterns): readonly string[] {
  if (specifier.startsWith("file:")) return [fileURLToPath(specifier)];
  if (/^(\.{0,2}\/|\.{1,2}$|[A-Za-z]:[\\/])/.test(specifier)) return [resolve(from, specifier)];
  return mapped(specifier, paths);
}

/** The pattern with the longest text before its `*` counts, as in TypeScript. */
function mapped(specifier: string, paths: PathPatterns): readonly string[] {
  if (paths[specifier]) return paths[specifier];
  const fits = Object.keys(paths).flatMap((pattern) => {
    const [before = "", after] = pattern.split("*");
    const fitting =
      after !== undefined &&
      specifier.length >= before.length + after.length &&
      specifier.startsWith(before) &&
      specifier.endsWith(after);
    return fitting
      ? [{ pattern, before, middle: specifier.slice(before.length, specifier.length - after.length) }]
      : [];
  });
  const [best] = fits.toSorted((a, b) => b.before.length - a.before.length);
  return best ? paths[best.pattern]!.map((target) => target.replace("*", () => best.middle)) : [];
}

function filesAt(place: string): readonly string[] {
  const ending = extname(place);
  const swapped = (written[ending] ?? []).map((other) => join(dirname(place), basenameWithout(place, ending) + other));
  const ended = endings.map((other) => place + other);
  return [place, ...swapped, ...ended, ...endings.map((other) => join(place, `index${other}`))];
}

const basenameWithout = (path: string, ending: string): string =>
  path.slice(path.lastIndexOf(sep) + 1, path.length - ending.length);
