// What a name may be called with, or what it holds, in one line, with the first words of its documentation: for a list of
// names at once, as completion needs it.
import { type Checker, type Symbol as TypeScriptSymbol, SymbolFlags } from "typescript/unstable/async";
import type { Documentation } from "./documentation.ts";

export interface Described {
  /** What an import stands for, in the words front-ends have icons for. */
  readonly type?: string;
  /** `(x: number): string` of what can be called, else the type. */
  readonly signature?: string;
  readonly documentation?: string;
}

export async function describeAll(
  checker: Checker,
  symbols: readonly (TypeScriptSymbol | undefined)[],
  ours: Documentation,
): Promise<Described[]> {
  const known = symbols.filter((symbol) => symbol !== undefined);
  const types = new Map(known.map((symbol, i) => [symbol, i]));
  const found = known.length > 0 ? await checker.getTypeOfSymbol(known) : [];
  return Promise.all(
    symbols.map(async (symbol): Promise<Described> => {
      if (!symbol) return {};
      const target = symbol.flags & SymbolFlags.Alias ? await checker.getAliasedSymbol(symbol) : symbol;
      const type = target.flags & SymbolFlags.Value ? found[types.get(symbol)!] : undefined;
      const [signature, documentation] = await Promise.all([
        type && checker.typeToString(type),
        ours.textOf(target, checker),
      ]);
      const kind = target === symbol ? undefined : kindOf(target.flags);
      return {
        ...(kind && { type: kind }),
        ...(signature && { signature: asCall(signature) }),
        ...(documentation && { documentation }),
      };
    }),
  );
}

function kindOf(flags: SymbolFlags): string | undefined {
  if (flags & SymbolFlags.Class) return "class";
  if (flags & SymbolFlags.Function) return "function";
  if (flags & SymbolFlags.Enum) return "enum";
  if (flags & SymbolFlags.Module) return "module";
  if (flags & SymbolFlags.Variable) return "variable";
  if (flags & SymbolFlags.Interface) return "interface";
  return flags & SymbolFlags.TypeAlias ? "type" : undefined;
}

/** `(a: number) => (b: number) => void` as it is declared: `(a: number): (b: number) => void`. Other types stay. */
export function asCall(type: string): string {
  const generics = type.startsWith("<") ? endOf(type, 0) : 0;
  if (type[generics] !== "(") return type;
  const end = endOf(type, generics);
  return type.startsWith(" => ", end) ? `${type.slice(0, end)}: ${type.slice(end + 4)}` : type;
}

/** Behind the bracket that closes the one at `start`; arrows close nothing. */
function endOf(type: string, start: number): number {
  let depth = 0;
  for (let i = start; i < type.length; i += 1) {
    if ("([{<".includes(type[i]!)) depth += 1;
    else if (")]}".includes(type[i]!) || (type[i] === ">" && type[i - 1] !== "=")) depth -= 1;
    if (depth === 0) return i + 1;
  }
  return type.length;
}
