// `autograd`: gradients without `.grad`, and the check that they are right.
export { type BackwardOptions, grad, type GradOptions } from "./backward.ts";
export { gradcheck, type GradcheckOptions } from "./gradcheck.ts";
