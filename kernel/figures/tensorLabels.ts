// The names that a tensor figure gives to the indices of an axis: found by the axis' name or by its place in the picture,
// and only those that the figure shows.
import type { AxisRole } from "../../extension/figures/payload/tensor.ts";
import { FigureError } from "./figureError.ts";

/** Letters of one name, and of all of them: an output has a megabyte for everything. */
const most = { name: 60, together: 250_000 };

/** @throws FigureError when a key means no axis, or several, or when the names are too few or too many */
export function labelsOf(
  labels: Readonly<Record<string, readonly string[]>>,
  shape: readonly number[],
  axes: readonly string[],
  roles: readonly AxisRole[],
  kept: readonly (readonly number[] | null)[],
): (string[] | null)[] {
  const found: (string[] | null)[] = shape.map(() => null);
  for (const [key, words] of Object.entries(labels)) {
    const axis = axisOf(key, axes, roles);
    if (!Array.isArray(words) || words.length !== shape[axis]) {
      const given = Array.isArray(words) ? `${words.length}` : typeof words;
      throw new FigureError(
        `figures.tensor: \`labels.${key}\` needs ${shape[axis]} names, one for each index of axis ${axis} of [${shape.join(", ")}], but got ${given}.`,
      );
    }
    const shown = kept[axis] ? kept[axis].map((index) => words[index]) : words;
    found[axis] = shown.map((word) => String(word).slice(0, most.name).toWellFormed());
  }
  const letters = found.flat().reduce((sum, word) => sum + (word?.length ?? 0), 0);
  if (letters > most.together) {
    throw new FigureError(
      `figures.tensor: the \`labels\` are ${letters} letters together; at most ${most.together} can be shown. Shorten them, or draw a part: t.at([0, 1000]).`,
    );
  }
  return found;
}

function axisOf(key: string, axes: readonly string[], roles: readonly AxisRole[]): number {
  const named = axes.indexOf(key);
  if (named >= 0) return named;
  const there = roles.flatMap((role, axis) => (role === key ? [axis] : []));
  if (there.length === 1) return there[0]!;
  const names = axes.filter(Boolean).map((name) => JSON.stringify(name));
  const known = [...names, "rows", "columns", "facets", "slider"].join(", ");
  throw new FigureError(
    there.length > 1
      ? `figures.tensor: \`labels.${key}\` could mean the axes ${there.join(" and ")}. Name the axes, as in axes: ["head", "word"], and use a name as the key.`
      : `figures.tensor: \`labels.${key}\` means no axis. Keys are ${known}.`,
  );
}
