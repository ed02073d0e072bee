// `linalg`: matrices taken apart and equations solved; names are torch.linalg's.
export { qr, svd, svdLowrank, type SvdLowrankOptions, type SvdResult } from "./decompositions.ts";
export type { SparseMatrix } from "./linearMap.ts";
export { type MatrixNorm, norm, type VectorNorm } from "./norm.ts";
export { det, inv, SingularMatrixError, solve } from "./solve.ts";
