// TeX as text, for lists and for the search, where nothing is typeset.

/** Letters, signs and names that Unicode has; all other commands, braces and delimiters go. */
export function plainTex(tex: string): string {
  return fractions(tex.replace(/\\(?:begin|end)\{[^}]*\}/g, " "))
    .replace(
      /\\([a-zA-Z]+)\s?/g,
      (_, name: string) => greek[name] ?? symbols[name] ?? (words.has(name) ? `${name} ` : ""),
    )
    .replace(/\\./g, " ")
    .replace(/[{}$&]/g, "")
    .replace(/\s+/g, " ")
    .replace(/([_^]) /g, "$1")
    .trim();
}

/** From the inside out, a few deep: what stands over and under the line may hold braces. */
function fractions(tex: string): string {
  let plain = tex;
  for (let depth = 0; depth < 4; depth += 1)
    plain = plain.replace(fraction, (_, over: string, under: string) => `${together(over)}/${together(under)}`);
  return plain;
}

const braced = String.raw`\{((?:[^{}]|\{[^{}]*\})*)\}`;
const fraction = new RegExp(String.raw`\\[dt]?frac${braced}${braced}`, "g");

const together = (part: string): string => (/[+\-=]/.test(part) ? `(${part})` : part);

const words = new Set(["log", "ln", "exp", "sin", "cos", "tan", "tanh", "max", "min", "lim", "det"]);

const symbols: Record<string, string> = Object.fromEntries(
  (
    "partial ∂ nabla ∇ sum Σ prod Π int ∫ sqrt √ infty ∞ cdot · times × le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ " +
    "sim ~ to → in ∈ odot ⊙"
  )
    .split(" ")
    .flatMap((entry, i, all) => (i % 2 === 0 ? [[entry, all[i + 1]!]] : [])),
);

const names =
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma tau upsilon phi chi psi omega";

/** Both alphabets of Unicode stand in the order of the names. */
const greek: Record<string, string> = Object.fromEntries(
  names.split(" ").flatMap((name, i) => [
    [name, String.fromCodePoint(0x3b1 + i)],
    [name[0]!.toUpperCase() + name.slice(1), String.fromCodePoint(0x391 + i)],
  ]),
);
