// A short text that changes when a value's figure would: what a live figure in a tab is compared by, so that it is built
// again only when there is something new. It reads numbers and no names of the user's.
import { nn, type Tensor, train } from "../../engine/index.ts";

/** Elements that are looked at, of all tensors together. In larger ones they are spread evenly. */
const most = 65_536;

export function imprint(value: unknown): string {
  if (value instanceof train.Recorder) {
    return [...value.series].map(([name, { values }]) => `${name}:${values.length}`).join();
  }
  const tensors = value instanceof nn.Module ? tensorsOf(value) : [value as Tensor];
  return tensors.map((one) => imprintOf(one, most / tensors.length)).join();
}

/** Parameters and their gradients, and buffers. */
function tensorsOf(model: nn.Module): Tensor[] {
  const gradients = model.parameters().flatMap(({ grad }) => (grad ? [grad] : []));
  return [...Object.values(model.stateDict()), ...gradients];
}

/** Changes in place are counted by the storage, except those by hand in `data`. */
function imprintOf({ storage, shape, dtype, data }: Tensor, budget: number): string {
  const step = Math.max(1, Math.ceil(data.length / Math.max(1, budget)));
  let sum = 0;
  for (let i = 0; i < data.length; i += step) {
    number[0] = Number(data[i]);
    sum = (Math.imul(sum, 31) + bits[0]! + bits[1]!) | 0;
  }
  return `${dtype}[${shape.join()}]${storage.serial}.${storage.version}.${sum}`;
}

const number = new Float64Array(1);
const bits = new Int32Array(number.buffer);
