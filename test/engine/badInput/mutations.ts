// What can be wrong with an argument, for every argument of a call that works: tensors of another rank, size or dtype,
// empty, full of NaN, with values out of range, or disposed; numbers that are none, negative, broken or too large; names
// that mean nothing; lists that are empty or hold such numbers.
import { full, Tensor, tensor, zeros } from "../../../engine/index.ts";

export interface BadCall {
  /** As in "argument 1 disposed". */
  readonly what: string;
  readonly args: readonly unknown[];
}

interface Bad {
  readonly what: string;
  readonly value: unknown;
}

/** Counts of how often something is done: a large one is slow, and right. */
const often = /iterations|epochs|steps|total|samples|maxNewTokens|perplexity|trials|beams|niter|workers/i;

/** Every way to spoil one argument, or one option, of a call; the arguments are made anew for each. */
export function* badCalls(make: () => readonly unknown[]): Generator<BadCall> {
  for (const path of leavesOf(make())) {
    const count = badValues(at(make(), path), path).length;
    for (let i = 0; i < count; i += 1) {
      const args = make();
      const { what, value } = badValues(at(args, path), path)[i]!;
      yield { what: `argument ${path.join(".")} ${what}`, args: replaced(args, path, value) as unknown[] };
    }
  }
}

type Path = readonly string[];

/** What is inside lists and options objects is spoilt one by one, and a list of numbers also as a whole. */
function* leavesOf(value: unknown, path: Path = []): Generator<Path> {
  if (isPlain(value)) for (const [key, inner] of Object.entries(value)) yield* leavesOf(inner, [...path, key]);
  if (path.length > 0 && (!isPlain(value) || Array.isArray(value))) yield path;
}

const isPlain = (value: unknown): value is object =>
  Array.isArray(value) ||
  (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype);

const at = (value: unknown, path: Path): unknown =>
  path.reduce((inner, key) => (inner as Record<string, unknown>)[key], value);

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  const inner = replaced((value as Record<string, unknown>)[key], rest, by);
  return Array.isArray(value) ? value.with(Number(key), inner) : { ...(value as object), [key]: inner };
}

function badValues(value: unknown, path: Path): Bad[] {
  if (value instanceof Tensor) return badTensors(value);
  if (typeof value === "number") {
    const large = often.test(path.at(-1)!) ? [] : [{ what: "too large", value: 2 ** 45 }];
    return [...[NaN, -Infinity, -7, 0.3].map((bad) => ({ what: `is ${bad}`, value: bad })), ...large];
  }
  if (typeof value === "string") return [{ what: "a word that means nothing", value: "nonsense" }];
  if (Array.isArray(value)) return [{ what: "is empty", value: [] }];
  return [];
}

function badTensors(good: Tensor): Bad[] {
  const { shape, dtype } = good;
  const gone = good.clone();
  gone.dispose();
  const widened = [...shape.slice(0, -1), (shape.at(-1) ?? 1) + 1];
  return [
    { what: "has one dimension more", value: good.detach().unsqueeze(0) },
    { what: "has one dimension less", value: shape.length > 0 ? good.detach().flatten().reshape([-1]) : good },
    { what: "is a scalar", value: tensor(1, { dtype }) },
    { what: "is longer", value: zeros(widened, { dtype }) },
    { what: "is empty", value: zeros([...shape.slice(0, -1), 0], { dtype }) },
    ...(["float32", "float64", "int32", "bool"] as const)
      .filter((other) => other !== dtype)
      .map((other) => ({ what: `is ${other}`, value: good.detach().to(other) })),
    ...(dtype === "int32"
      ? [-1, 2 ** 31 - 1].map((bad) => ({ what: `is full of ${bad}`, value: full(shape, bad, { dtype }) }))
      : [NaN, Infinity].map((bad) => ({ what: `is full of ${bad}`, value: full(shape, bad, { dtype }) }))),
    { what: "disposed", value: gone },
  ];
}
