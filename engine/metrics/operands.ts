// What metrics take: the truth first, then the prediction, as scikit-learn has it; tensors or plain arrays.
import { ArgumentError, ShapeError } from "../errors.ts";
import { Tensor } from "../tensor/tensor.ts";

/** A class: its number or its name. */
export type Label = number | string;

/** One class an example. A tensor [examples], or an array; false and true are the classes 0 and 1. */
export type Labels = Tensor | readonly (Label | boolean)[];

/** Predicted classes; or a tensor of scores [examples, classes], the largest of which is the prediction. */
export type Predictions = Labels;

/** Both as arrays of the same length. @throws ShapeError, ArgumentError */
export function labelPairs(yTrue: Labels, yPred: Predictions, what: string): { truth: Label[]; predicted: Label[] } {
  const truth = labelsOf(yTrue, what, "truth");
  const scores = yPred instanceof Tensor && yPred.ndim === 2 && (!(yTrue instanceof Tensor) || yTrue.ndim === 1);
  const predicted = scores ? largestPlaces(yPred as Tensor) : labelsOf(yPred, what, "prediction");
  sameCount(truth.length, predicted.length, what);
  return { truth, predicted };
}

/** Both as numbers of the same count, which are finite. @throws ShapeError, ArgumentError */
export function numberPairs(
  yTrue: Tensor | readonly number[],
  yPred: Tensor | readonly number[],
  what: string,
): { truth: number[]; predicted: number[] } {
  const [truth, predicted] = [yTrue, yPred].map((values, i) => {
    const numbers = values instanceof Tensor ? Array.from(values.data) : values;
    if (!Array.isArray(numbers)) throw notValues(what, numbers);
    const bad = numbers.findIndex((value) => typeof value !== "number" || !Number.isFinite(value));
    if (bad < 0) return numbers as number[];
    throw new ArgumentError(
      `${what} needs finite numbers: ${i === 0 ? "truth" : "prediction"} ${bad} is ${String(numbers[bad])}.`,
    );
  }) as [number[], number[]];
  sameCount(truth.length, predicted.length, what);
  return { truth, predicted };
}

function labelsOf(labels: Labels, what: string, role: string): Label[] {
  if (labels instanceof Tensor) {
    if (labels.ndim === 1) return Array.from(labels.data);
    throw new ShapeError({
      problem: `${what} needs one class an example.`,
      operands: [{ role, name: labels.name, shape: labels.shape }],
      attempt: "flatten() for several axes of classes",
    });
  }
  if (!Array.isArray(labels)) throw notValues(what, labels);
  const bad = labels.findIndex(
    (label) => !["number", "string", "boolean"].includes(typeof label) || Number.isNaN(label),
  );
  if (bad < 0) return labels.map((label: Label | boolean) => (typeof label === "boolean" ? Number(label) : label));
  throw new ArgumentError(
    `${what} takes classes as numbers, names or booleans: ${role} ${bad} is ${Number.isNaN(labels[bad]) ? NaN : JSON.stringify(labels[bad])}.`,
  );
}

/** [examples, classes] → the class of each example's largest score. */
function largestPlaces(scores: Tensor): number[] {
  const [examples, classes] = [scores.shape[0]!, scores.shape[1]!];
  const { data } = scores;
  return Array.from({ length: examples }, (_, i) => {
    let best = 0;
    for (let k = 1; k < classes; k += 1) if (data[i * classes + k]! > data[i * classes + best]!) best = k;
    return best;
  });
}

function sameCount(truth: number, predicted: number, what: string): void {
  if (truth !== predicted)
    throw new ShapeError(`${what} compares pairs: there are ${truth} true values and ${predicted} predicted ones.`);
  if (truth === 0) throw new ArgumentError(`${what} of nothing is not defined: there are no examples.`);
}

function notValues(what: string, given: unknown): ArgumentError {
  return new ArgumentError(`${what} takes tensors or arrays, not ${given === null ? "null" : typeof given}.`);
}
