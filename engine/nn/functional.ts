// `nn.functional`: layers' functions without the layers.
export { linear } from "../ops/linear.ts";
export { logSoftmax, softmax } from "../ops/softmax.ts";
export { relu, sigmoid, silu, tanh } from "../ops/unary.ts";
export { oneHot } from "../ops/create.ts";
export { crossEntropy, nllLoss } from "./classLosses.ts";
export { ctcLoss } from "./ctcLoss.ts";
export { binaryCrossEntropyWithLogits, l1Loss, mseLoss } from "./losses.ts";
export {
  cosineEmbeddingLoss,
  cosineSimilarity,
  hingeEmbeddingLoss,
  marginRankingLoss,
  normalize,
  pairwiseDistance,
  tripletMarginLoss,
} from "./similarityLosses.ts";
export { type AttentionOptions, attend, scaledDotProductAttention } from "../ops/attention.ts";
export { additiveScores } from "../ops/additiveScores.ts";
export { embedding } from "../ops/embedding.ts";
export { layerNorm, type LayerNormFunctionOptions, rmsNorm, type RMSNormOptions } from "../ops/layerNorm.ts";
export { dropout, type DropoutOptions } from "../ops/dropout.ts";
export { rotary, sinusoidalPositions } from "./positions.ts";
export {
  celu,
  elu,
  gelu,
  type GeluOptions,
  glu,
  hardsigmoid,
  hardswish,
  hardtanh,
  leakyRelu,
  logSigmoid,
  mish,
  prelu,
  relu6,
  selu,
  softplus,
  softsign,
} from "../ops/activations.ts";
export { binaryCrossEntropy, klDiv } from "./probabilityLosses.ts";
export { huberLoss, smoothL1Loss } from "./robustLosses.ts";
