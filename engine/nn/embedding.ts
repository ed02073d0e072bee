// A table of vectors, one for each word of a vocabulary (Bengio et al. 2003).
import { noGrad } from "../autograd/mode.ts";
import { ShapeError } from "../errors.ts";
import { embedding, paddingRow } from "../ops/embedding.ts";
import type { Shape } from "../tensor/shape.ts";
import type { AnySize, Known, Size } from "../tensor/shapes/gradual.ts";
import type { Adds, Extended } from "../tensor/shapes/layers.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { normal_ } from "./init.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";
import { checkSizes } from "./sizes.ts";

export interface EmbeddingOptions {
  /** The row that stands for padding: starts at zero and never learns; from the end if negative. Default none. */
  readonly paddingIdx?: number;
}

export interface PretrainedOptions extends EmbeddingOptions {
  /** Whether the table is kept as it is. Default true. */
  readonly freeze?: boolean;
}

/**
 * Word numbers [...] → vectors [..., embeddingDim]. The table starts standard normal, as torch.nn.Embedding's.
 * @throws IndexError for numbers outside 0 … numEmbeddings - 1
 */
export class Embedding<V extends number = AnySize, D extends number = AnySize> extends Module {
  declare readonly "~maps"?: Adds<Size<D>>;
  /** [numEmbeddings, embeddingDim] */
  readonly weight: Parameter<[Size<V>, Size<D>]>;

  readonly numEmbeddings: V;
  readonly embeddingDim: D;
  readonly paddingIdx: number | undefined;

  constructor(numEmbeddings: V, embeddingDim: D, { paddingIdx }: EmbeddingOptions = {}) {
    super();
    checkSizes("Embedding", { numEmbeddings, embeddingDim });
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.paddingIdx = paddingIdx === undefined ? undefined : paddingRow(paddingIdx, numEmbeddings);
    this.weight = new Parameter(normal_(empty([numEmbeddings, embeddingDim], "float32")));
    if (this.paddingIdx !== undefined) {
      this.weight.data.fill(0, this.paddingIdx * embeddingDim, (this.paddingIdx + 1) * embeddingDim);
    }
  }

  /** From a finished table [words, width], such as GloVe's. The numbers are copied. */
  static fromPretrained<V extends number, D extends number>(
    table: Tensor<[V, D]>,
    options?: PretrainedOptions,
  ): Embedding<V, D>;
  static fromPretrained(table: Tensor, { freeze = true, ...options }: PretrainedOptions = {}): Embedding {
    if (table.ndim !== 2) {
      throw new ShapeError({
        problem: "Embedding.fromPretrained needs a table [words, width].",
        operands: [{ role: "table", name: table.name, shape: table.shape }],
      });
    }
    const made = new Embedding(table.shape[0]!, table.shape[1]!, options);
    noGrad(() => made.weight.copy_(table));
    made.weight.requiresGrad = !freeze;
    return made;
  }

  override forward<S extends Shape>(indexes: Tensor<S>): Tensor<Known<Extended<S, Size<D>>>>;
  override forward(indexes: Tensor): Tensor {
    return embedding(indexes, this.weight, { paddingIdx: this.paddingIdx });
  }

  protected override describe(): string {
    const padding = this.paddingIdx === undefined ? "" : `, padding ${this.paddingIdx}`;
    return `${this.numEmbeddings} × ${this.embeddingDim}${padding}`;
  }
}
