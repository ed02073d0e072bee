// `metrics`: how good predictions are. The truth comes first everywhere, as in scikit-learn.
export { bleu, type BleuOptions, type Sentence } from "./bleu.ts";
export {
  accuracy,
  type ClassScores,
  confusionMatrix,
  type ConfusionOptions,
  precisionRecallF1,
  type ScoreReport,
  type Scores,
} from "./classification.ts";
export { characterErrorRate, editDistance, wordErrorRate } from "./editDistance.ts";
export type { Label, Labels, Predictions } from "./operands.ts";
export { perplexity, type PerplexityOptions } from "./perplexity.ts";
export { pearson, r2, spearman, type Values } from "./regression.ts";
