// What a search finds among the labels of the points: a part of a label, whatever its case, or a regular expression between
// slashes. It must not know how what is found is shown.
import type { EmbeddingData } from "../payload/embedding.ts";

/** The points that a search finds, first the one with exactly this label; undefined while nothing is searched. */
export function foundBy(data: EmbeddingData, search: string): ReadonlySet<number> | undefined {
  const { labels } = data;
  const wanted = wantedIn(search);
  if (!wanted) return undefined;
  const pattern = patternOf(search.trim());
  if (pattern) return new Set(labels.flatMap((label, i) => (pattern.test(label) ? [i] : [])));
  const exact = exactMatch(data, search);
  const matches = labels.flatMap((label, i) => (label.toLowerCase().includes(wanted) ? [i] : []));
  return new Set(exact < 0 ? matches : [exact, ...matches]);
}

/** The first point with exactly this label, or −1. */
export function exactMatch({ labels }: EmbeddingData, search: string): number {
  const wanted = wantedIn(search);
  return wanted ? labels.findIndex((label) => label.toLowerCase() === wanted) : -1;
}

const wantedIn = (search: string): string => search.trim().toLowerCase();

/** A search between slashes is a regular expression; one that is not finished yet is searched as it stands. */
function patternOf(search: string): RegExp | undefined {
  const inner = /^\/(.+)\/$/.exec(search)?.[1];
  if (inner === undefined) return undefined;
  try {
    return new RegExp(inner, "iu");
  } catch {
    return undefined;
  }
}
