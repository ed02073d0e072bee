// `text`: from words to numbers.
export { type BytePairEncodeOptions, BytePairTokenizer, type BytePairTrainOptions } from "./bytePairTokenizer.ts";
export { cooccurrences, type CooccurrenceOptions, type Cooccurrences, ppmi } from "./cooccurrence.ts";
export { CountVectorizer, type CountVectorizerOptions, VocabularyError } from "./countVectorizer.ts";
export { Glove, type GloveFitOptions, type GloveOptions, type GloveProgress } from "./glove.ts";
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
export { Word2Vec, type Word2VecFitOptions, type Word2VecOptions, type Word2VecProgress } from "./word2vec.ts";
