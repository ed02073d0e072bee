// The tests that every path has to pass: all that compare with PyTorch, and fused operations with plain ones. A file that
// forces a path imports them into a `describe` of its own.

const files = {
  functions: () => import("./functions.test.ts"),
  modules: () => import("./modules.test.ts"),
  random: () => import("./random.test.ts"),
  recurrent: () => import("../nn/recurrent.test.ts"),
  attention: () => import("../nn/attention.test.ts"),
  layers: () => import("../nn/layers.test.ts"),
  linearThen: () => import("../ops/linearThen.test.ts"),
  optimizers: () => import("../optim/optim.test.ts"),
  together: () => import("../optim/together.test.ts"),
  clipping: () => import("../nn/clipping.test.ts"),
};

export async function everyCase({ except }: { readonly except?: keyof typeof files } = {}): Promise<void> {
  for (const [name, load] of Object.entries(files)) if (name !== except) await load();
}
