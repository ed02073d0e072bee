// What is measured, in the order of the report: the name peers know it by, what it is in words, and what the engine
// aims for, as ratios peer's time ÷ our time. A training step is forward, backward and optimizer.

export interface Workload {
  readonly name: string;
  readonly title: string;
  /** Floating-point operations of a step, where they are the point: reported as GFLOPS. */
  readonly flops?: number;
  /** Counts in the geometric mean of the training steps. */
  readonly training?: boolean;
  readonly goals: {
    readonly pytorch?: number;
    readonly tfjs?: number;
    readonly jaxjs?: number;
    readonly gensim?: number;
    readonly sklearn?: number;
  };
  /** At most so many microseconds. */
  readonly limit?: number;
  /** At least this part of the peak of 128-bit vectors, measured in the same run. */
  readonly ofPeak?: number;
  /** Has nothing to do for a second thread: columns with two leave it out. */
  readonly oneThread?: boolean;
  /** How many times as long as other rows it takes to measure on all peers; only for guessing the time that is left. */
  readonly weight?: number;
}

export const workloads: readonly Workload[] = [
  { name: "add16", title: "add of 16 numbers with tape", goals: { pytorch: 20, tfjs: 20, jaxjs: 20 } },
  {
    name: "mlpSmall",
    title: "MLP 64-64-64-10, batch 32, Adam",
    training: true,
    goals: { pytorch: 4, tfjs: 10, jaxjs: 10 },
  },
  {
    name: "mlpDigits",
    title: "MLP 784-128-10, batch 64, Adam",
    training: true,
    goals: { pytorch: 1.5, tfjs: 5, jaxjs: 5 },
  },
  {
    name: "rnn",
    title: "RNN (tanh), batch 32, 50 steps, 64 units",
    training: true,
    goals: { pytorch: 2, tfjs: 10, jaxjs: 10 },
  },
  {
    name: "gru",
    title: "GRU, batch 32, 50 steps, 64 units",
    training: true,
    goals: { pytorch: 2, tfjs: 10, jaxjs: 10 },
  },
  {
    name: "lstm32",
    title: "LSTM, batch 32, 50 steps, 32 units",
    training: true,
    goals: { pytorch: 2, tfjs: 10, jaxjs: 10 },
  },
  {
    name: "lstm64",
    title: "LSTM, batch 32, 50 steps, 64 units",
    training: true,
    goals: { pytorch: 1.5, tfjs: 10, jaxjs: 10 },
  },
  {
    name: "lstm256",
    title: "LSTM, batch 64, 100 steps, 256 units",
    weight: 6,
    training: true,
    goals: { pytorch: 0.9, tfjs: 5, jaxjs: 5 },
  },
  {
    name: "bahdanau",
    title: "attention decoder loop (Bahdanau), batch 32, 20 steps, 128 units",
    weight: 3,
    training: true,
    goals: { pytorch: 1.5, tfjs: 5, jaxjs: 5 },
  },
  {
    name: "transformer",
    title: "Transformer encoder, batch 16, 64 tokens, width 64, 2 layers",
    weight: 2,
    training: true,
    goals: { pytorch: 1.5, tfjs: 5, jaxjs: 5 },
  },
  {
    name: "gpt",
    title: "tiny GPT, 2 layers, width 48, 64 tokens, batch 16",
    weight: 2,
    training: true,
    goals: { pytorch: 1.5, tfjs: 5, jaxjs: 5 },
  },
  { name: "adam", title: "Adam over 40 tensors, 200,000 parameters", goals: { pytorch: 5, tfjs: 5, jaxjs: 5 } },
  {
    name: "product",
    title: "matrix product 128×512×512",
    flops: 2 * 128 * 512 * 512,
    ofPeak: 1.4,
    goals: { tfjs: 2, jaxjs: 2 },
  },
  {
    name: "peak",
    title: "multiply-adds in registers, 128-bit vectors",
    flops: 12 * 100_000 * 8,
    oneThread: true,
    goals: {},
  },
  { name: "productSmall", title: "matrix product 32×64×64", flops: 2 * 32 * 64 * 64, goals: {} },
  {
    name: "word2vec",
    title: "Word2Vec, skip-gram, 5 negatives, width 100, 50,000 words",
    oneThread: true,
    goals: { gensim: 1 },
  },
  {
    name: "word2vecBag",
    title: "Word2Vec, bag of words, 5 negatives, width 100, 50,000 words",
    oneThread: true,
    goals: { gensim: 1 },
  },
  {
    name: "word2vecTree",
    title: "Word2Vec, skip-gram through the tree, width 100, 50,000 words",
    oneThread: true,
    goals: { gensim: 1 },
  },
  { name: "tfidf", title: "TF-IDF of the 233 speeches, text to matrix", oneThread: true, goals: { sklearn: 2 } },
  { name: "startup", title: "import to first result, in a fresh process", limit: 80_000, oneThread: true, goals: {} },
];
