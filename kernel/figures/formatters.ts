// How notebooks show the engine's values when they are the last expression of a cell: text first, and a picture where
// a picture says more than the text.
import { nn, Tensor, train } from "../../engine/index.ts";
import { messageSymbol } from "../display/bundle.ts";
import { registerFormatter } from "../display/format.ts";
import { curves } from "./curves.ts";
import { module } from "./module.ts";
import { tensor } from "./tensor.ts";

/** A row of up to this many numbers is better read than seen. */
const readable = 16;

/** Teaches `display` tensors, recorders and models. */
export function installFormatters(): void {
  registerFormatter(
    (value): value is Tensor => value instanceof Tensor && value.storage.page !== undefined,
    (value) => {
      const text = { "text/plain": value.toString() };
      if (value.numel() === 0 || (value.ndim < 2 && value.numel() <= readable)) return text;
      const { data, metadata } = tensor(value)[messageSymbol]();
      return { data: { ...data, ...text }, metadata };
    },
  );
  registerFormatter(
    (value): value is nn.Module => value instanceof nn.Module,
    (value) => {
      const { data, metadata } = module(value)[messageSymbol]();
      return { data: { ...data, "text/plain": value.toString() }, metadata };
    },
  );
  registerFormatter(
    (value): value is train.Recorder => value instanceof train.Recorder && value.series.size > 0,
    (value) => curves(value)[messageSymbol](),
  );
}
