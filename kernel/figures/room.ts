// How an embedding figure spends its megabyte: first the points with their names, then as many neighbours as still fit.

/** Characters of JSON for points, names and neighbours together; the still picture and the rest come on top. */
const most = 900_000;
/** Points, however short their names. */
const mostPoints = 50_000;
/** Characters of an index and a cosine: three bytes in base64. */
const pair = 4;
/** Neighbours of a point; and so many that it is better to tell those of the first points only. */
const neighbours = { wanted: 8, least: 4 };
/** Comparisons of points, about a second of them. */
const comparisons = 2.5e8;

export interface PointParts {
  readonly count: number;
  readonly labels: readonly string[] | undefined;
  readonly categories: boolean;
  readonly values: boolean;
  /** Numbers of all maps and earlier states, for one point. */
  readonly coordinates: number;
}

/** How many points travel. */
export function roomForPoints(parts: PointParts): number {
  return Math.min(parts.count, mostPoints, Math.floor(most / pointSize(parts)));
}

/** How many neighbours travel with each of the first so many of these points. */
export function roomForNeighbours(parts: PointParts, points: number): { readonly each: number; readonly of: number } {
  const pairs = Math.max(0, (most - points * pointSize(parts)) / pair);
  const each = Math.min(neighbours.wanted, Math.max(neighbours.least, Math.floor(pairs / points)));
  return { each, of: Math.floor(Math.min(points, pairs / each, comparisons / points)) };
}

/** Characters of a point: its name as JSON, and its numbers in base64. */
function pointSize({ count, labels, categories, values, coordinates }: PointParts): number {
  const some = labels?.slice(0, 2000).map((label) => JSON.stringify(String(label)).length + 1) ?? [3];
  const name = (some.reduce((sum, length) => sum + length, 0) / Math.max(1, some.length)) * 1.1;
  return (count > 0 ? name : 0) + (4 / 3) * (2 * coordinates + (categories ? 1 : 0) + (values ? 4 : 0));
}
