// The course that a site shows: its chapters with their addresses and neighbours.
import type { Chapter } from "../chapter.ts";
import { type Labels, labelsFor } from "../labels.ts";

export interface Course {
  readonly title: string;
  readonly language: string;
  readonly labels: Labels;
  /** Tells this course's notes from others' in the reader's browser. */
  readonly key: string;
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly chapter: Chapter;
  /** Relative to the site's folder. */
  readonly address: string;
  /** The one in the file name (`04-adam`), else the place in the course from 1. */
  readonly number: number;
  readonly previous?: Entry | undefined;
  readonly next?: Entry | undefined;
}

/** Chapters in order; `title` is the course's, otherwise the one that the notebooks' metadata names. */
export function courseOf(chapters: readonly Chapter[], title: string | undefined): Course {
  const language = chapters[0]!.language;
  const labels = labelsFor(language);
  const named = chapters.map(
    ({ notebook }) => (notebook.metadata.gradbook as { course?: unknown } | undefined)?.course,
  );
  const name = title ?? named.find((course) => typeof course === "string") ?? labels.course;
  const entries: { -readonly [K in keyof Entry]: Entry[K] }[] = chapters.map((chapter, i) => ({
    chapter,
    address: `${encodeURIComponent(chapter.name)}.html`,
    number: Number(/^\d+/.exec(chapter.name)?.[0] ?? i + 1),
  }));
  entries.forEach((entry, i) => {
    entry.previous = entries[i - 1];
    entry.next = entries[i + 1];
  });
  return { title: name, language, labels, key: name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-"), entries };
}
