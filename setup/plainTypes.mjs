// Signatures for readers. Shapes are checked by types that compute, and those stand in the declarations:
// `Fits<R, Tensor<S>>` is any tensor that fits, `Tensor<Known<R>>` the tensor that comes out. In the reference both are
// tensors; what shapes they have the docstrings say.

/** @param {string} code a declaration @returns {string} the same without the types that only compute shapes */
export function plainTypes(code) {
  const [head = "", ...rest] = code.split("\n");
  // The line of a class keeps its type parameters: users write them.
  const kept = /^(?:abstract )?(?:class|interface|type) /.test(head) ? head : plainLine(head);
  return [kept.replace(/<out S extends Shape = AnyShape>/, "<Shape>"), ...rest.map(plainLine)].join("\n");
}

function plainLine(line) {
  if (/^\s*\*|^\s*\/\*/.test(line)) return line;
  let text = replaced(line, /\bFits</, lastOf);
  text = replaced(text, /\b(?:Stretchable|MaybeTensor)</, () => "Operand");
  text = replaced(text, /\b(Tensor|Parameter|Reducing|\w+Output)</, (_, name) => name);
  text = replaced(text, /\bSize</, (inside) => inside);
  text = text.replaceAll("AnySize", "number").replaceAll(/: Known(?=[;,)]|$)/g, ": Tensor");
  return withoutIdleParameters(text.replaceAll(/\b(Sorted|TopKOptions)<[^()]*>(?=[;,)]|$)/g, "$1"));
}

/** Replaces `Name<…>`, however much is between its brackets. */
function replaced(line, pattern, by) {
  let text = line;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const open = match.index + match[0].length - 1;
    const close = closing(text, open);
    text = text.slice(0, match.index) + by(text.slice(open + 1, close), match[1]) + text.slice(close + 1);
  }
  return text;
}

/** `f<S extends Shape>(x: Tensor)` → `f(x: Tensor)`: type parameters that nothing mentions any more. */
function withoutIdleParameters(line) {
  const [, before] = /^(\s*(?:function |static )?(?:[\w$]+|new )\??)</.exec(line) ?? [];
  if (before === undefined) return line;
  const close = closing(line, before.length);
  const rest = line.slice(close + 1);
  const used = parts(line.slice(before.length + 1, close)).filter((parameter) => {
    const [, name] = /^(?:const )?(\w+)/.exec(parameter.trim());
    return new RegExp(`\\b${name}\\b`).test(rest) && !/ = \w+</.test(parameter);
  });
  return `${before}${used.length > 0 ? `<${used.map((each) => each.trim()).join(", ")}>` : ""}${rest}`;
}

/** Where the bracket that opens at `open` closes; arrows are no brackets. */
function closing(text, open) {
  let depth = 0;
  for (let i = open; i < text.length; i += 1) {
    if (text[i] === "<") depth += 1;
    else if (text[i] === ">" && text[i - 1] !== "=" && --depth === 0) return i;
  }
  throw new Error(`a bracket is not closed: ${text.slice(open, open + 80)}`);
}

const lastOf = (inside) => parts(inside).at(-1).trim();

/** Splits at the commas that are not inside of brackets. */
function parts(inside) {
  const found = [""];
  let depth = 0;
  for (const [i, letter] of [...inside].entries()) {
    if ("<([{".includes(letter)) depth += 1;
    else if (")]}".includes(letter) || (letter === ">" && inside[i - 1] !== "=")) depth -= 1;
    if (letter === "," && depth === 0) found.push("");
    else found[found.length - 1] += letter;
  }
  return found;
}
