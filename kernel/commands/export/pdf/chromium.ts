// Finds a Chromium, Chrome or Edge on this machine; we bring none, since it is larger than everything else together.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { UserError } from "../../errors.ts";

const names =
  "chromium chromium-browser google-chrome google-chrome-stable chrome microsoft-edge microsoft-edge-stable msedge".split(
    " ",
  );

const places: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ["Google Chrome", "Chromium", "Microsoft Edge"].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  ),
  win32: ["ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA"].flatMap((folder) =>
    ["Google\\Chrome\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe"].map((path) =>
      join(process.env[folder] ?? "C:\\", path),
    ),
  ),
};

/** Path of the browser: `CHROMIUM` if it is set, else the first on the PATH, else where installers put it. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string {
  if (env.CHROMIUM) {
    if (existsSync(env.CHROMIUM)) return env.CHROMIUM;
    throw new UserError(`CHROMIUM names ${env.CHROMIUM}, which does not exist.`);
  }
  const suffix = process.platform === "win32" ? ".exe" : "";
  const onPath = (env.PATH ?? "")
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name + suffix)));
  const found = [...onPath, ...(places[process.platform] ?? [])].find((path) => existsSync(path));
  if (found) return found;
  throw new UserError(
    "PDF needs Chromium, Chrome or Edge, and none was found: install one, or set CHROMIUM to its path. " +
      "Or export with --to html and print the page from your browser.",
  );
}
