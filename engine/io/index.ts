// `io`: tensors and tables in files that PyTorch, NumPy and spreadsheets read and write.
export { type CsvOptions, formatCsv } from "./csv.ts";
export { FormatError } from "./formatError.ts";
export { readCsv, type Row, Table } from "./table.ts";
export {
  type Bytes,
  loadNpy,
  loadNpz,
  loadSafetensors,
  safetensorsMetadata,
  saveNpy,
  saveNpz,
  saveSafetensors,
} from "./tensors.ts";
