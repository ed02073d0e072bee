// All parameters of a model as one long vector, and back: a model is then a point in space, and training is a path.
import { ArgumentError, ShapeError } from "../errors.ts";
import { cat } from "../ops/join.ts";
import { reshape } from "../ops/views.ts";
import { itemsOf, needTensor, needTensors } from "../tensor/given.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** The numbers of all parameters in one vector [N], in their order. Gradients flow back to the parameters. @throws ArgumentError */
export function parametersToVector(parameters: Iterable<Tensor>): Tensor {
  const list = needTensors(
    [...itemsOf(parameters, "parametersToVector() takes parameters")],
    "parametersToVector",
    "parameters",
  );
  if (list.length === 0) throw new ArgumentError("parametersToVector got no parameters. Try model.parameters().");
  return cat(list.map((parameter) => reshape(parameter, [-1])));
}

/** Writes a vector [N] into the parameters, in their order. @throws ShapeError unless they have as many numbers together */
export function vectorToParameters(vector: Tensor, parameters: Iterable<Tensor>): void {
  needTensor(vector, "vectorToParameters", "vector");
  const list = needTensors(
    [...itemsOf(parameters, "vectorToParameters() takes parameters")],
    "vectorToParameters",
    "parameters",
  );
  const total = list.reduce((sum, parameter) => sum + parameter.numel(), 0);
  if (vector.ndim !== 1 || vector.numel() !== total) {
    throw new ShapeError({
      problem: `vectorToParameters needs one vector of ${total} numbers, as many as the parameters have.`,
      operands: [{ role: "vector", name: vector.name, shape: vector.shape }],
      attempt: "nn.utils.parametersToVector(model.parameters()) gives a vector that fits",
    });
  }
  const numbers = vector.data;
  let at = 0;
  for (const parameter of list) {
    const { data } = parameter;
    data.set(numbers.subarray(at, at + data.length));
    // What an operation remembered of the old numbers must not be used with the new ones.
    parameter.storage.version += 1;
    at += data.length;
  }
}
