// The reader's own small notes (colours, chapters read), kept in this browser only; absent where storage is switched off.

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`gradbook:${key}`);
  } catch {
    return null;
  }
}

/** Null forgets the note. */
export function note(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`gradbook:${key}`);
    else localStorage.setItem(`gradbook:${key}`, value);
  } catch {
    // The page works without notes.
  }
}
