// Work that must not overlap, one piece after the other.

export type Turn = <T>(work: () => Promise<T>) => Promise<T>;

export function takeTurns(): Turn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    // The next one does not care how this one ended.
    last = result.catch(() => {});
    return result;
  };
}
