// The text layer's public surface: from strings to numbers. Re-exports only.
export * from "./cosine.ts";
export * from "./countVectorizer.ts";
export * from "./sparseRows.ts";
export * from "./tfidfVectorizer.ts";
export * from "./tokenizers.ts";
export * from "./vocab.ts";
