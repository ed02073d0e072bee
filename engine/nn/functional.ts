// `nn.functional`: layers' functions without the layers.
export { linear } from "../ops/matmul.ts";
export { logSoftmax, softmax } from "../ops/softmax.ts";
export { gelu, relu, sigmoid, silu, tanh } from "../ops/unary.ts";
export { oneHot } from "../ops/create.ts";
export { binaryCrossEntropyWithLogits, crossEntropy, l1Loss, mseLoss, nllLoss } from "./losses.ts";
