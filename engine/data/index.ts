// `data`: datasets, and loaders that make batches of them.
export { type Collated, defaultCollate, padCollate, type PadCollated, type Padded } from "./collate.ts";
export { DataLoader, type DataLoaderOptions } from "./dataLoader.ts";
export { type Dataset, randomSplit, Subset, TensorDataset, type TensorRow } from "./dataset.ts";
export { type PadOptions, padSequence } from "./padSequence.ts";
