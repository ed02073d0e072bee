// The MIME types of our figures. The version is in the name: additive changes keep v1, others get a new name.

export const figureKinds = ["tensor", "curves", "attention", "embedding", "surface", "module", "chart"] as const;

export type FigureKind = (typeof figureKinds)[number];

export const mimeOf = (kind: FigureKind): string => `application/vnd.gradbook.${kind}.v1+json`;
