// TypeScript 6, the last one that is written in JavaScript, for the few cells that nothing else can translate: namespaces
// with variables, `import x = require()`, decorators of both kinds, auto-accessors, and `using` where V8 has none. It is
// loaded when the first such cell comes, which takes half a second.
import { createRequire } from "node:module";
import { Script } from "node:vm";
import type { Dialect, Lang } from "./dialect.ts";

interface Emitted {
  readonly code: string;
  readonly map: string;
}

/** Of the compiler, what is used here. */
interface TypeScript6 {
  transpileModule(
    source: string,
    options: { readonly compilerOptions: object; readonly fileName: string },
  ): { readonly outputText: string; readonly sourceMapText: string };
}

// TypeScript's own numbers.
const target = { es2024: 11, esnext: 99 };
const moduleKind = { none: 0, preserve: 200 };
const jsxEmit: Readonly<Record<string, number>> = { react: 2, "react-jsx": 4, "react-jsxdev": 5 };

/** TypeScript to JavaScript; standard decorators stay. */
export function withTypescript6(source: string, lang: Lang, dialect: Dialect): Emitted {
  const jsx = jsxEmit[dialect.jsx ?? ""] ?? jsxEmit["react-jsx"];
  return emit(source, `cell.${lang}`, { ...dialect, jsx, target: target.esnext, module: moduleKind.preserve });
}

/** A script in words that this V8 understands; undefined when it understands them already, or cannot be helped. */
export function forThisV8(script: string): Emitted | undefined {
  if (!/@|\baccessor\b|\busing\b/.test(script) || isUnderstood(script)) return undefined;
  const { code, map } = emit(script, "cell.js", { target: target.es2024, module: moduleKind.none });
  // The helpers come first, as variables: a function around all keeps them out of the notebook.
  const start = code.indexOf("\n(async (");
  if (start < 0) return undefined;
  return { code: `(() => { ${code.slice(0, start)}\nreturn ${code.slice(start + 1)}\n})()`, map };
}

function isUnderstood(script: string): boolean {
  try {
    return Boolean(new Script(script));
  } catch {
    return false;
  }
}

let loaded: TypeScript6 | undefined;

function emit(source: string, fileName: string, options: object): Emitted {
  loaded ??= createRequire(import.meta.url)("typescript6") as TypeScript6;
  const compilerOptions = {
    sourceMap: true,
    useDefineForClassFields: true,
    // Whether an import is a type is known only to the type checker.
    verbatimModuleSyntax: true,
    ...options,
  };
  const { outputText, sourceMapText } = loaded.transpileModule(source, { compilerOptions, fileName });
  return { code: outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, ""), map: sourceMapText };
}
