// A table of things that are made when first asked for, and then are plain properties: as quick to reach as if they had
// always been there.

export function lazily<Name extends string, T>(names: readonly Name[], make: (name: Name) => T): Record<Name, T> {
  const table = {} as Record<Name, T>;
  for (const name of names) {
    Object.defineProperty(table, name, {
      configurable: true,
      enumerable: true,
      get: () => {
        const value = make(name);
        Object.defineProperty(table, name, { value, enumerable: true });
        return value;
      },
    });
  }
  return table;
}
