// Makes hostile JSON out of good JSON: somewhere in it a value, a name or a size becomes what an attacker would try.

/** Numbers from 0 to 1 that depend on the seed only (Mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Place = { readonly parent: Record<string, unknown>; readonly key: string };

/** JSON text with one to three hostile changes. */
export function mutate(payload: unknown, next: () => number): string {
  const copy = JSON.parse(JSON.stringify(payload)) as Record<string, unknown>;
  const changes = 1 + Math.floor(next() * 3);
  for (let i = 0; i < changes; i++) {
    const places = placesIn(copy);
    if (places.length === 0) break;
    change(places[Math.floor(next() * places.length)]!, next);
  }
  // A field named __proto__ can only be written as text.
  return JSON.stringify(copy).replaceAll('"proto?"', '"__proto__"');
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== "object" || value === null) return [];
  const parent = value as Record<string, unknown>;
  return Object.keys(parent).flatMap((key) => [{ parent, key }, ...placesIn(parent[key])]);
}

const code = "window.hacked=1";
const texts = [
  `<img src=x onerror="${code}">`,
  `<script>${code}</script>`,
  `"><svg onload=${code}>`,
  `javascript:${code}`,
  `</style><script>${code}</script>`,
  "https://example.org/x.js",
  `{{constructor.constructor('${code}')()}}`,
  `datum.constructor.constructor('${code}')()`,
  `[].constructor.constructor('${code}')()`,
  "__proto__",
  "constructor",
  "\u202e\u0000\ud800",
  "%1 %2 %9",
  "",
];
const numbers = [-1, 0, 0.5, 1e9, 1e15, 9_007_199_254_740_991, -1e300, 1e300, 4_294_967_296];

const hostile: readonly ((next: () => number, old: unknown) => unknown)[] = [
  (next) => texts[Math.floor(next() * texts.length)],
  (next) => numbers[Math.floor(next() * numbers.length)],
  () => null,
  () => [],
  () => ({}),
  () => true,
  (next) => "x".repeat(Math.floor(10 ** (5 * next() ** 2))),
  (next) => Array.from({ length: Math.floor(10 ** (4.5 * next() ** 2)) }, () => 1e9),
  (_, old) => [old, old, old],
  (_, old) => ({ "proto?": { polluted: 1, toString: old }, constructor: { prototype: { polluted: 1 } } }),
  () => JSON.parse(`${'{"a":'.repeat(300)}1${"}".repeat(300)}`) as unknown,
];

function change({ parent, key }: Place, next: () => number): void {
  const way = next();
  if (way < 0.1) delete parent[key];
  else if (way < 0.2) parent["proto?"] = { polluted: 1 };
  else if (way < 0.3) parent[texts[Math.floor(next() * texts.length)]!] = parent[key];
  else parent[key] = hostile[Math.floor(next() * hostile.length)]!(next, parent[key]);
}
