// The compiler on small programs: what it says of each line, and how much work it has with them.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../..");

export interface Compiled {
  /** What is wrong with each line that has an error, numbered from 1: the first line of each message. */
  readonly errors: ReadonlyMap<number, string>;
  /** How many times the compiler put types into a generic type. */
  readonly instantiations: number;
}

/** Checks a program that may use `engine`, everything the engine exports. */
export function compile(lines: readonly string[]): Compiled {
  const folder = mkdtempSync(join(tmpdir(), "gradbook-compile-"));
  try {
    const exported = JSON.stringify(join(root, "engine/index.ts"));
    writeFileSync(join(folder, "program.ts"), lines.join("\n"));
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        extends: join(root, "tsconfig.json"),
        compilerOptions: {
          noEmit: true,
          declaration: false,
          emitDeclarationOnly: false,
          noUnusedLocals: false,
          rootDir: "/",
          paths: { engine: [JSON.parse(exported)] },
          typeRoots: [join(root, "node_modules/@types")],
        },
        include: [],
        files: ["program.ts"],
      }),
    );
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { stdout } = spawnSync(process.execPath, [tsc, "-p", folder, "--extendedDiagnostics", "--pretty", "false"], {
      cwd: folder,
      encoding: "utf8",
    });
    const found = [...stdout.matchAll(/^program\.ts\((\d+),\d+\): error TS\d+: (.*)$/gm)];
    const count = /^Instantiations:\s+(\d+)$/m.exec(stdout);
    if (!count) throw new Error(`The compiler said: ${stdout}`);
    return { errors: new Map(found.map(([, line, text]) => [Number(line), text!])), instantiations: Number(count[1]) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
