// `linalg`: matrices taken apart and equations solved; names are torch.linalg's.
export { svdLowrank, type SvdLowrankOptions, type SvdResult } from "../linalg/decompositions.ts";
export type { SparseMatrix } from "../linalg/linearMap.ts";
export type { MatrixNorm, VectorNorm } from "../linalg/norm.ts";
export { SingularMatrixError } from "../linalg/solve.ts";
export { qr, svd } from "./decompositions.ts";
export { det, inv, solve } from "./linearSystems.ts";
export { norm } from "./matrixNorm.ts";
