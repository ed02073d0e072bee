// Where the build has put the declarations that cells are checked with; nowhere, when the kernel runs from its sources.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../commands/package.ts";

const types = join(packageRoot, "dist", "types");

/** Of gradbook: what TypeScript reads last when it opens a notebook's project. */
export const ownDeclarations = join(types, "whole", "gradbook.d.ts");

/** As the options of a project. */
export function builtDeclarations():
  | { readonly gradbook: string; readonly charts: string; readonly typeRoot: string; readonly library: string }
  | undefined {
  if (!existsSync(ownDeclarations)) return undefined;
  return {
    gradbook: join(types, "whole", "index.d.ts"),
    charts: join(types, "whole", "charts.d.ts"),
    typeRoot: join(types, "roots"),
    library: join(types, "whole", "lib.d.ts"),
  };
}
