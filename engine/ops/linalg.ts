// `linalg`: matrices taken apart and equations solved; names are torch.linalg's.
export { qr, svd, svdLowrank, type SvdLowrankOptions, type SvdResult } from "../linalg/decompositions.ts";
export type { SparseMatrix } from "../linalg/linearMap.ts";
export type { MatrixNorm, VectorNorm } from "../linalg/norm.ts";
export { SingularMatrixError } from "../linalg/solve.ts";
export { det, inv, norm, solve } from "./linearSystems.ts";
