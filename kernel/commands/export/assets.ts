// What every page needs besides its text: styles, scripts and fonts, as `npm run build` laid them into `dist/export`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { packageRoot } from "../package.ts";

const folder = join(packageRoot, "dist", "export");

/** One `@font-face`: the build makes this list from the font packages (`setup/browser.config.mjs`). */
export interface FontFace {
  readonly family: string;
  readonly style: string;
  readonly weight: string;
  /** CSS `unicode-range`, or "" for fonts that are chosen by class (mathematics). */
  readonly range: string;
  readonly file: string;
}

/** Text of a built file, e.g. `page.css` or `page.js`. */
export const asset = (name: string): string => bytes(name).toString("utf8");

export const fontFaces = (): FontFace[] => JSON.parse(asset("fonts.json")) as FontFace[];

export const fontFile = (face: FontFace): Buffer => bytes(join("fonts", face.file));

function bytes(name: string): Buffer {
  try {
    return readFileSync(join(folder, name));
  } catch {
    throw new UserError(
      `${join(folder, name)} is missing: the package is not built. Run \`npm run build\` in ${packageRoot}.`,
    );
  }
}
