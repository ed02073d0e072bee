// Files of the user's that TypeScript has read, and whether they are still what they were: TypeScript does not look again
// by itself. Knows neither cells nor what is in the files.
import { statSync } from "node:fs";

export class LocalFiles {
  /** A word that changes when a file does, by path. */
  readonly #seen = new Map<string, string>();

  /** TypeScript reads these now. */
  remember(paths: readonly string[]): void {
    for (const path of paths) if (!this.#seen.has(path)) this.#seen.set(path, stampOf(path));
  }

  /** What has changed since it was asked last, or was remembered. */
  changes(): readonly (readonly [path: string, how: "changed" | "created" | "deleted"])[] {
    return [...this.#seen].flatMap(([path, before]) => {
      const now = stampOf(path);
      if (now === before) return [];
      this.#seen.set(path, now);
      return [[path, now === gone ? "deleted" : before === gone ? "created" : "changed"] as const];
    });
  }
}

const gone = "";

function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.mtimeMs} ${found.size} ${found.ino}` : gone;
}
