// The columns of `npm run bench`: this engine with one thread, with two and compiled, and its peers, each a process that
// answers one line for each line (test/bench/protocol.ts). What peers need is put into .bench-peers on the first run: Python
// packages in a virtual environment, npm packages without their scripts.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./house.mjs";
import { run, step } from "./progress.mjs";

const versions = { torch: "2.13.0", tfjs: "4.22.0", gensim: "4.4.0", sklearn: "1.9.1", jaxjs: "0.1.25" };
const peersFolder = join(root, ".bench-peers");
const script = (name) => join(root, "test/bench/peers", name);

/**
 * All columns by name, in their order. `about` is what the report says; `goals` names the goals that count, by default those
 * of the name; `against` is the column of ours it is measured against, by default one thread's; `threads` other than 1 are
 * measured by the wall's clock, for the processor's adds threads up. `prepare({ node, bundled, speeches })` gives the
 * command, once what it needs is there; `speeches` is a function that gives the texts.
 */
export const columns = {
  gradbook: {
    title: "gradbook",
    about: "gradbook, 1 thread",
    prepare: ({ node, bundled }) => ours(node, bundled, "1"),
  },
  compiled: {
    title: "compile()",
    about: "its compile(), 1 thread",
    prepare: ({ node, bundled }) => ours(node, bundled, "1", "--compiled"),
  },
  gradbook2: {
    title: "gradbook, 2 threads",
    about: "gradbook, 2 threads",
    threads: 2,
    prepare: ({ node, bundled }) => ours(node, bundled, "2"),
  },
  pytorch: {
    title: "PyTorch",
    about: `PyTorch ${versions.torch}, eager, 1 thread`,
    prepare: () => pytorch("1"),
  },
  pytorch2: {
    title: "PyTorch, 2 threads",
    about: `with 2 threads, beside ours with 2`,
    goals: "pytorch",
    against: "gradbook2",
    threads: 2,
    prepare: () => pytorch("2"),
  },
  torchcompile: {
    title: "torch.compile",
    about: "torch.compile, 1 thread, which leaves recurrent layers as they are and so has no row of theirs",
    // A decoder of twenty steps is compiled for half a minute on a machine that does nothing else.
    prepare: async () => ({
      ...(await pytorch("1", "compile")),
      env: { TORCHINDUCTOR_CACHE_DIR: join(peersFolder, "inductor") },
      patience: 180_000,
    }),
  },
  tfjs: {
    title: "TensorFlow.js",
    about: `TensorFlow.js ${versions.tfjs}, wasm, 1 thread`,
    prepare: async ({ node }) => {
      const names = ["tfjs-core", "tfjs-layers", "tfjs-backend-wasm", "tfjs-backend-cpu"];
      const packages = names.map((name) => `@tensorflow/${name}@${versions.tfjs}`);
      // A step of its largest LSTM takes 16 seconds and more, and it makes two.
      return { command: node, args: [await npmScript("tfjs.mjs", packages, "TensorFlow.js")], patience: 120_000 };
    },
  },
  jaxjs: {
    title: "jax-js",
    about: `jax-js ${versions.jaxjs}, wasm, jit`,
    prepare: async ({ node }) => ({
      command: node,
      args: [await npmScript("jaxjs.mjs", [`@jax-js/jax@${versions.jaxjs}`], "jax-js")],
    }),
  },
  gensim: {
    title: "gensim",
    about: `gensim ${versions.gensim}, 1 worker`,
    prepare: async () => ({
      command: await python("gensim", versions.gensim, "gensim"),
      args: [script("word2vec.py")],
    }),
  },
  sklearn: {
    title: "scikit-learn",
    about: `scikit-learn ${versions.sklearn}`,
    prepare: async ({ speeches }) => {
      const file = join(peersFolder, "speeches.json");
      const command = await python("sklearn", versions.sklearn, "scikit-learn");
      writeFileSync(file, JSON.stringify(await speeches()));
      return { command, args: [script("tfidf.py"), file] };
    },
  },
};

const ours = (node, bundled, threads, ...args) => ({
  command: node,
  args: [join(bundled, "gradbook.js"), ...args],
  env: { GRADBOOK_THREADS: threads },
});

const pytorch = async (...args) => ({
  command: await python("torch", versions.torch, "torch"),
  args: [script("pytorch.py"), ...args],
});

const found = {};

/** The Python of .bench-peers, which all Python peers share, once it has the package. */
const python = (module, version, distribution) => (found[module] ??= withPackage(module, version, distribution));

async function withPackage(module, version, distribution) {
  const venv = join(peersFolder, "venv");
  const interpreter = join(venv, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const check = `import ${module}; assert ${module}.__version__.split("+")[0] == "${version}"`;
  if (existsSync(interpreter) && spawnSync(interpreter, ["-c", check]).status === 0) return interpreter;
  await step(`${distribution} ${version} in .bench-peers`, async (report) => {
    if (!existsSync(interpreter)) await run(process.env.PYTHON ?? "python3", ["-m", "venv", venv], { report });
    const wanted = `${distribution}==${version}`;
    await run(interpreter, ["-m", "pip", "install", "--disable-pip-version-check", wanted], { report });
  });
  return interpreter;
}

/** A peer's script beside the npm packages it needs. */
async function npmScript(name, packages, title) {
  mkdirSync(peersFolder, { recursive: true });
  const manifest = join(peersFolder, "package.json");
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
  const { dependencies = {} } = JSON.parse(readFileSync(manifest, "utf8"));
  const missing = packages.filter((wanted) => {
    const at = wanted.lastIndexOf("@");
    const installed = existsSync(join(peersFolder, "node_modules", wanted.slice(0, at)));
    return !installed || dependencies[wanted.slice(0, at)] !== wanted.slice(at + 1);
  });
  if (missing.length > 0) {
    const install = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--save-exact", ...missing];
    await step(`${title} in .bench-peers`, (report) => run("npm", install, { report, cwd: peersFolder }));
  }
  const copy = join(peersFolder, name);
  copyFileSync(script(name), copy);
  return copy;
}
