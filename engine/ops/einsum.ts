// Products of tensors by Einstein's convention: axes are named by letters, an axis that is missing on the right is summed
// over. Operands are taken in from left to right, each pair by one batched matrix product.
import { ArgumentError, ShapeError } from "../errors.ts";
import { inWords, needTensors } from "../tensor/given.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { matmul } from "./matmul.ts";
import { sum } from "./reduce.ts";
import { expand, permute, reshape, slice } from "./views.ts";

/** A tensor whose axes have names. */
interface Named {
  readonly names: readonly string[];
  readonly tensor: Tensor;
}

/**
 * Sums of products, as in NumPy and PyTorch: "ij,jk->ik" is a matrix product, "ii->i" the diagonal, "bij->bji" a
 * transpose, "...ij,...jk->...ik" a product with any axes in front. Without "->" the result has the letters that occur
 * once, in alphabetical order.
 * @throws ArgumentError for an equation that cannot be read, ShapeError where sizes do not fit it
 * @example einsum("bqd,bkd->bqk", queries, keys)
 */
export function einsum(equation: string, ...operands: readonly Tensor[]): Tensor {
  const { inputs, output } = parse(equation, operands);
  const sizes = sizesOf(inputs, operands, equation);
  const named = inputs.map((names, i) => withoutRepeats({ names, tensor: stretched(operands[i]!, names, sizes) }));
  const result = named.reduce((product, next, i) => {
    const later = new Set([...output, ...named.slice(i + 1).flatMap(({ names }) => names)]);
    return contract(product, next, later);
  });
  const summed = sumOver(result, (name) => !output.includes(name));
  return permute(
    summed.tensor,
    output.map((name) => summed.names.indexOf(name)),
  );
}

/** Names of the axes of every operand and of the result; those that "..." stands for are called "0", "1", … */
function parse(equation: string, operands: readonly Tensor[]) {
  if (typeof equation !== "string") {
    throw new ArgumentError(`einsum() takes its equation first, as "ij,jk->ik", not ${inWords(equation)}.`);
  }
  needTensors(operands, "einsum", "operands");
  const [left, right, ...more] = equation.replaceAll(" ", "").split("->");
  const terms = left!.split(",");
  const readable = [...terms, right ?? ""].every((term) => /^[a-zA-Z]*(\.\.\.)?[a-zA-Z]*$/.test(term));
  if (!readable || more.length > 0) {
    throw new ArgumentError({
      problem: `einsum cannot read "${equation}".`,
      attempt: 'letters for axes, "," between operands, "->" before the result, as in "ij,jk->ik"',
    });
  }
  if (terms.length !== operands.length) {
    throw new ArgumentError(`einsum got ${operands.length} tensors for the ${terms.length} of "${equation}".`);
  }
  const dots = terms.map((term, i) => (term.includes("...") ? operands[i]!.ndim - (term.length - 3) : 0));
  const most = Math.max(0, ...dots);
  // Counted from the last, so that they broadcast.
  const spelled = (term: string, count: number): string[] =>
    [...term.replace("...", "…")].flatMap((name) =>
      name === "…" ? Array.from({ length: count }, (_, i) => String(most - count + i)) : [name],
    );
  const inputs = terms.map((term, i) => spelled(term, Math.max(0, dots[i]!)));
  const all = inputs.flat();
  const free = [...new Set(all)].filter((name) => /\d/.test(name) || all.indexOf(name) === all.lastIndexOf(name));
  const output = right === undefined ? free.toSorted() : spelled(right, most);
  const unknown = output.find((name, i) => !all.includes(name) || output.indexOf(name) !== i);
  if (unknown !== undefined) {
    throw new ArgumentError(`einsum "${equation}": the result names ${unknown} twice, or no operand has it.`);
  }
  return { inputs, output };
}

/** The size of every named axis; 1 gives way, as in broadcasting. */
function sizesOf(inputs: readonly (readonly string[])[], operands: readonly Tensor[], equation: string) {
  const sizes = new Map<string, number>();
  inputs.forEach((names, i) => {
    const { shape, name } = operands[i]!;
    if (names.length !== shape.length) {
      throw new ShapeError({
        problem: `einsum "${equation}" names ${names.length} axes of operand ${i}, which has ${shape.length}.`,
        operands: [{ role: `operand ${i}`, name, shape }],
      });
    }
    names.forEach((axisName, axis) => {
      const [known, size] = [sizes.get(axisName) ?? 1, shape[axis]!];
      if (known !== 1 && size !== 1 && known !== size) {
        throw new ShapeError({
          problem: `einsum "${equation}": axis ${axisName} is ${known} long in one place and ${size} in another.`,
          operands: [{ role: `operand ${i}`, name, shape, mark: { axis, remark: `not ${known}` } }],
        });
      }
      sizes.set(axisName, known === 1 ? size : known);
    });
  });
  return sizes;
}

function stretched(x: Tensor, names: readonly string[], sizes: ReadonlyMap<string, number>): Tensor {
  return expand(
    x,
    names.map((name) => sizes.get(name)!),
  );
}

/** An axis named twice becomes its diagonal: of [n, n] numbers side by side, every (n + 1)-th. */
function withoutRepeats({ names, tensor }: Named): Named {
  const again = names.findIndex((name, i) => names.indexOf(name) !== i);
  if (again < 0) return { names, tensor };
  const first = names.indexOf(names[again]!);
  const others = names.map((_, axis) => axis).filter((axis) => axis !== first && axis !== again);
  const n = tensor.shape[first]!;
  const moved = permute(tensor, [...others, first, again]);
  const flat = reshape(moved, [...moved.shape.slice(0, -2), n * n]);
  const kept = [...others, first].map((axis) => names[axis]!);
  return withoutRepeats({ names: kept, tensor: slice(flat, -1, 0, n * n, n + 1) });
}

/** The product of two, summed over axes that nothing later needs. */
function contract(a: Named, b: Named, later: ReadonlySet<string>): Named {
  const left = sumOver(a, (name) => !later.has(name) && !b.names.includes(name));
  const right = sumOver(b, (name) => !later.has(name) && !a.names.includes(name));
  const both = left.names.filter((name) => right.names.includes(name));
  const batch = both.filter((name) => later.has(name));
  const inner = both.filter((name) => !later.has(name));
  const rows = left.names.filter((name) => !both.includes(name));
  const columns = right.names.filter((name) => !both.includes(name));
  const product = matmul(grouped(left, batch, rows, inner), grouped(right, batch, inner, columns));
  const names = [...batch, ...rows, ...columns];
  const size = (name: string): number => sizeIn(left, name) ?? sizeIn(right, name)!;
  return { names, tensor: reshape(product, names.map(size)) };
}

/** Axes in three groups, each group as one axis. */
function grouped(x: Named, ...groups: readonly (readonly string[])[]): Tensor {
  const order = groups.flat().map((name) => x.names.indexOf(name));
  const counts = groups.map((group) => group.reduce((count, name) => count * sizeIn(x, name)!, 1));
  return reshape(permute(x.tensor, order), counts);
}

function sizeIn({ names, tensor }: Named, name: string): number | undefined {
  return tensor.shape[names.indexOf(name)];
}

function sumOver({ names, tensor }: Named, gone: (name: string) => boolean): Named {
  const dim = names.flatMap((name, axis) => (gone(name) ? [axis] : []));
  return dim.length === 0
    ? { names, tensor }
    : { names: names.filter((name) => !gone(name)), tensor: sum(tensor, { dim }) };
}
