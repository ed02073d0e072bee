// How often a classifier is right, and which classes it takes for which.
import { ArgumentError } from "../errors.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { type Label, labelPairs, type Labels, type Predictions } from "./operands.ts";

export interface ConfusionOptions {
  /** The classes in the order of rows and columns. Default: all that occur, sorted. */
  readonly labels?: readonly Label[];
  /** Divides by the sum of each row ("true"), each column ("pred"), or all. Default: counts. */
  readonly normalize?: "true" | "pred" | "all";
}

/** Precision p, recall r and their harmonic mean 2 p r / (p + r). */
export interface Scores {
  /** Of those taken for the class, the part that is of it. */
  readonly precision: number;
  /** Of those of the class, the part that was found. */
  readonly recall: number;
  readonly f1: number;
}

export interface ClassScores extends Scores {
  readonly label: Label;
  /** How many there are of the class. */
  readonly support: number;
}

export interface ScoreReport {
  /** One entry a class, sorted. */
  readonly classes: readonly ClassScores[];
  /** The mean over classes. */
  readonly macro: Scores;
  /** Over all examples together: each of the three is the accuracy. */
  readonly micro: Scores;
  /** The mean over classes, each counting by how many there are. */
  readonly weighted: Scores;
}

/**
 * The part of the examples whose prediction is right.
 * @example metrics.accuracy(y, model.call(x)) // scores [examples, classes] are fine
 */
export function accuracy(yTrue: Labels, yPred: Predictions): number {
  const { truth, predicted } = labelPairs(yTrue, yPred, "accuracy");
  return truth.filter((label, i) => label === predicted[i]).length / truth.length;
}

/**
 * How often each class (row) was taken for each class (column): a tensor [classes, classes], int32, or float32 when
 * normalized; rows and columns of nothing stay 0.
 * @throws ArgumentError for a class that is not among `labels`
 */
export function confusionMatrix(yTrue: Labels, yPred: Predictions, options: ConfusionOptions = {}): Tensor {
  const { truth, predicted } = labelPairs(yTrue, yPred, "confusionMatrix");
  const labels = options.labels ?? classesOf(truth, predicted);
  const places = new Map(labels.map((label, i) => [label, i]));
  const place = (label: Label): number => {
    const found = places.get(label);
    if (found !== undefined) return found;
    throw new ArgumentError(
      `confusionMatrix: the class ${JSON.stringify(label)} is not among the ${labels.length} labels.`,
    );
  };
  const n = labels.length;
  const counts = new Int32Array(n * n);
  truth.forEach((label, i) => (counts[place(label) * n + place(predicted[i]!)]! += 1));
  const { normalize } = options;
  const out = empty([n, n], normalize === undefined ? "int32" : "float32");
  out.data.set(normalize === undefined ? counts : shares(counts, n, normalize));
  return out;
}

/**
 * Precision, recall and F1 of every class, and their means; 0 where there is nothing to divide by.
 * @example metrics.precisionRecallF1(y, predicted).macro.f1
 */
export function precisionRecallF1(yTrue: Labels, yPred: Predictions): ScoreReport {
  const { truth, predicted } = labelPairs(yTrue, yPred, "precisionRecallF1");
  const classes = classesOf(truth, predicted).map((label): ClassScores => {
    const support = truth.filter((each) => each === label).length;
    const found = predicted.filter((each) => each === label).length;
    const right = truth.filter((each, i) => each === label && predicted[i] === label).length;
    return {
      label,
      support,
      ...scoresOf(ratio(right, found), ratio(right, support), ratio(2 * right, found + support)),
    };
  });
  const mean = (weight: (one: ClassScores) => number): Scores => {
    const total = classes.reduce((sum, one) => sum + weight(one), 0);
    const of = (score: keyof Scores) => classes.reduce((sum, one) => sum + one[score] * weight(one), 0) / total;
    return scoresOf(of("precision"), of("recall"), of("f1"));
  };
  const right = truth.filter((label, i) => label === predicted[i]).length / truth.length;
  return { classes, macro: mean(() => 1), micro: scoresOf(right, right, right), weighted: mean((one) => one.support) };
}

const scoresOf = (precision: number, recall: number, f1: number): Scores => ({ precision, recall, f1 });

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** Numbers by size, names by alphabet. */
function classesOf(truth: readonly Label[], predicted: readonly Label[]): Label[] {
  return [...new Set([...truth, ...predicted])].toSorted((a, b) => (a < b ? -1 : 1));
}

function shares(counts: Int32Array, n: number, normalize: "true" | "pred" | "all"): Float64Array {
  if (!["true", "pred", "all"].includes(normalize)) {
    throw new ArgumentError(`confusionMatrix: normalize is "true", "pred" or "all", not ${JSON.stringify(normalize)}.`);
  }
  const groupOf = (i: number): number => (normalize === "true" ? Math.floor(i / n) : normalize === "pred" ? i % n : 0);
  const sums = new Float64Array(n);
  counts.forEach((count, i) => (sums[groupOf(i)]! += count));
  return Float64Array.from(counts, (count, i) => ratio(count, sums[groupOf(i)]!));
}
