// A learned vector for each word, letter or class.
import { embedding } from "../ops/embedding.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { normal_ } from "./init.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

export interface EmbeddingOptions {
  /** A row that starts at zero and is never learned, for padding. */
  readonly paddingIdx?: number;
}

/** A table of vectors: indexes [...] → [..., embeddingDim]. Rows start standard normal, as torch.nn.Embedding's. */
export class Embedding extends Module {
  /** [numEmbeddings, embeddingDim] */
  readonly weight: Parameter;
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly paddingIdx: number | undefined;

  constructor(numEmbeddings: number, embeddingDim: number, { paddingIdx }: EmbeddingOptions = {}) {
    super();
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.paddingIdx = paddingIdx;
    const start = normal_(empty([numEmbeddings, embeddingDim], "float32"));
    if (paddingIdx !== undefined) start.data.fill(0, paddingIdx * embeddingDim, (paddingIdx + 1) * embeddingDim);
    this.weight = new Parameter(start);
  }

  override forward(indexes: Tensor): Tensor {
    return embedding(indexes, this.weight, this.paddingIdx);
  }

  protected override describe(): string {
    return `${this.numEmbeddings} × ${this.embeddingDim}`;
  }
}
