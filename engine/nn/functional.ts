// `nn.functional`: layers' functions without the layers.
export { linear } from "../ops/matmul.ts";
export { logSoftmax, softmax } from "../ops/softmax.ts";
export { gelu, relu, sigmoid, silu, tanh } from "../ops/unary.ts";
export { oneHot } from "../ops/create.ts";
export { binaryCrossEntropyWithLogits, crossEntropy, l1Loss, mseLoss, nllLoss } from "./losses.ts";
export { type AttentionOptions, attend, scaledDotProductAttention } from "../ops/attention.ts";
export { embedding } from "../ops/embedding.ts";
export { layerNorm, type NormOptions, rmsNorm } from "../ops/layerNorm.ts";
export { dropout, type DropoutOptions } from "./dropout.ts";
export { rotary, sinusoidalPositions } from "./positions.ts";
