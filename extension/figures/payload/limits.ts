// How large a figure's data may be. Builders stay below these numbers by sampling (and say so in the figure);
// readers refuse what is above them, so that a hostile notebook cannot stop the page.

export const limits = {
  /** Axes of a tensor. */
  rank: 12,
  /** Elements of one buffer. */
  elements: 1_200_000,
  /** Characters of one base64 buffer. */
  bytes: 8_000_000,
  /** Elements of a tensor that travel in full; larger ones are sampled. */
  tensorCells: 65_536,
  /** Elements of a picture, which travel as bytes. */
  pixels: 250_000,
  /** Series in one curves figure. */
  series: 64,
  /** Points (or buckets) of one series. */
  points: 4_096,
  /** Words on one side of an attention figure. */
  tokens: 1_024,
  /** Heads of all layers together. */
  heads: 4_096,
  /** Weights of an attention figure, all heads together. */
  weights: 700_000,
  /** Paths over one surface. */
  paths: 32,
  /** Heights of one surface. */
  heights: 66_000,
  /** Rows of a chart's data, objects of its specification, and small charts in one chart. */
  chartRows: 100_000,
  chartParts: 20_000,
  facets: 200,
  /** Rows of a module figure, and how deep they nest. */
  rows: 2_000,
  depth: 60,
  /** Earlier states of an embedding. */
  moments: 64,
  /** Points of an embedding figure, and their kinds. */
  vectors: 60_000,
  kinds: 256,
  /** Marks in one figure. */
  marks: 512,
  /** Characters of a title, a name, an axis label. */
  label: 500,
  /** Characters of the sentence that stands for the figure. */
  alt: 2_000,
} as const;
