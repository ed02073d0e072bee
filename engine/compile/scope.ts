// A scope gives back together what was made inside it: for loops of one's own that make much in little time, where
// waiting for the garbage collector is not wanted. Ordinary code needs none.
import { ArgumentError } from "../errors.ts";
import { release } from "../memory/arena.ts";
import { captureSite, siteOf } from "../memory/origin.ts";
import { adopt, recordAllocations } from "../memory/scope.ts";
import { needFunction } from "../tensor/given.ts";
import { tensorsIn } from "../tensor/nested.ts";

/**
 * Runs `body` and frees every tensor made in it, but for those that it returns (also in arrays and objects), parameters,
 * gradients of leaves, and what optimizers and key–value caches keep. Using a freed one throws TensorDisposedError. Scopes
 * nest: what an inner one returns belongs to the outer one. Run `backward()` inside: a returned tensor has lost the graph
 * that it came from.
 * @returns what `body` returns
 * @throws ArgumentError for a body that is async: tensors made after its first await would belong to nobody
 * @example
 * for (let step = 0; step < 1000; step += 1) {
 *   const loss = scope(() => {
 *     optimizer.zeroGrad();
 *     const loss = nn.functional.mseLoss(model.call(x), y);
 *     loss.backward();
 *     optimizer.step();
 *     return loss.item();
 *   });
 * }
 */
export function scope<T>(body: () => T): T {
  needFunction(body, "scope() takes a function");
  const place = captureSite();
  const { value, made } = recordAllocations(body);
  if (value instanceof Promise) {
    throw new ArgumentError({
      problem: "scope() takes a function that is done when it returns, and this one is async.",
      attempt: "awaiting outside, and a scope for each part in between",
    });
  }
  const returned = new Set(tensorsIn(value).map(({ storage }) => storage));
  adopt(made.filter((storage) => returned.has(storage)));
  const how = (): string => `when the scope at ${siteOf(place) ?? "an unknown place"} ended`;
  for (const storage of made) if (!storage.outlives && !returned.has(storage)) release(storage, how);
  return value;
}
