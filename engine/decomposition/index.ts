// `decomposition`: many columns told by few; names are scikit-learn's.
export { NotFittedError } from "./fitted.ts";
export { PCA, type PCAOptions } from "./pca.ts";
export { TruncatedSVD, type TruncatedSVDOptions } from "./truncatedSvd.ts";
export { tsne, type TsneOptions, type TsneProgress } from "./tsne.ts";
export { umap, type UmapOptions, type UmapProgress } from "./umap.ts";
