// How heads lie in memory: where the attention kernel finds their rows, and where it may write them, so that layers put
// heads together and take them apart without copying. Knows shapes and strides only.
import type { Heads } from "../kernels/attention.ts";
import type { Shape } from "../tensor/shape.ts";
import { empty, Tensor } from "../tensor/tensor.ts";
import { packed } from "./contiguous.ts";
import { expandView } from "./elementwise.ts";

/**
 * Room for [...lead, rows, columns]. With axes [batch, heads] in front, a row's heads lie side by side, so that layers
 * can put them together and take them apart without copying.
 */
export function room(lead: Shape, rows: number, columns: number): Tensor {
  if (lead.length !== 2) return empty([...lead, rows, columns], "float32");
  const [batch, heads] = lead as [number, number];
  const { storage } = empty([batch, rows, heads, columns], "float32");
  const row = heads * columns;
  return new Tensor(storage, [batch, heads, rows, columns], "float32", [rows * row, columns, row, 1]);
}

/** x stretched to the leading axes, as the kernel can read it: as it lies if numbers within a row are neighbours. */
export function laid(x: Tensor, lead: Shape): Tensor {
  const view = expandView(x, [...lead, ...x.shape.slice(-2)]);
  const [rows, columns] = view.shape.slice(-2) as [number, number];
  const [rowStep, columnStep] = view.strides.slice(-2) as [number, number];
  const direct = lead.length <= 2 && columnStep === 1 && (rowStep >= columns || rows === 1);
  return direct ? view : packed(view);
}

/** Like `laid`; a mask may also be the same for all queries. */
export function laidMask(mask: Tensor, shape: Shape): Tensor {
  const view = expandView(mask, shape);
  return shape.length <= 4 && view.strides.at(-1) === 1 ? view : packed(view);
}

/** No heads at all: address 0. */
export const nothing: Heads = { at: 0, perBatch: 0, perHead: 0, perRow: 0 };

/** Where the kernel finds the heads of a tensor that was laid out for it. */
export function headsOf(x: Tensor): Heads {
  const bytes = x.strides.map((step) => step * 4);
  const perRow = bytes.at(-2)!;
  // More than two leading axes lie without gaps: they count as one.
  if (x.ndim > 4) return { at: x.pointer, perBatch: 0, perHead: bytes.at(-3)!, perRow };
  const [perBatch, perHead] = [0, 0, ...bytes.slice(0, -2)].slice(-2) as [number, number];
  return { at: x.pointer, perBatch, perHead, perRow };
}
