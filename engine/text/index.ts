// `text`: from words to numbers.
export { CountVectorizer, type CountVectorizerOptions, VocabularyError } from "./countVectorizer.ts";
export {
  KeyedVectors,
  type Neighbour,
  type NeighbourOptions,
  type SignedQuery,
  type VectorQuery,
} from "./keyedVectors.ts";
export { cosine, cosineSimilarity, dot, type SparseRow, SparseRows } from "./sparseRows.ts";
export { TfidfVectorizer, type TfidfVectorizerOptions } from "./tfidfVectorizer.ts";
export {
  characterTokenizer,
  type Tokenizer,
  whitespaceTokenizer,
  wordTokenizer,
  type WordTokenizerOptions,
} from "./tokenizers.ts";
export type { VectorFileOptions } from "./vectorFiles.ts";
export { Vocab, type VocabOptions } from "./vocab.ts";
