// The peers of `npm run bench`: processes that answer one line for each line (test/bench/protocol.ts). What they need is
// put into .bench-peers on the first run: Python packages in a virtual environment, npm packages without their scripts.
import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "./house.mjs";
import { run, step } from "./progress.mjs";

const versions = { torch: "2.13.0", tfjs: "4.22.0", gensim: "4.4.0", sklearn: "1.9.1", jaxjs: "0.1.25" };
const peersFolder = join(root, ".bench-peers");
const script = (name) => join(root, "test/bench/peers", name);

/** What each peer is, and how it is started. `torchcompile` takes minutes to compile. */
export const known = {
  pytorch: {
    about: (threads) => `PyTorch ${versions.torch}, eager, ${threads} thread(s)`,
    start: async ({ threads }) =>
      start(await python("torch", versions.torch, "torch"), [script("pytorch.py"), threads]),
  },
  torchcompile: {
    about: (threads) => `PyTorch ${versions.torch}, torch.compile, ${threads} thread(s)`,
    start: async ({ threads }) =>
      start(await python("torch", versions.torch, "torch"), [script("pytorch.py"), threads, "compile"]),
  },
  tfjs: {
    about: () => `TensorFlow.js ${versions.tfjs}, wasm, 1 thread`,
    start: async ({ node }) => {
      const names = ["tfjs-core", "tfjs-layers", "tfjs-backend-wasm", "tfjs-backend-cpu"];
      const packages = names.map((name) => `@tensorflow/${name}@${versions.tfjs}`);
      return start(node, [await npmScript("tfjs.mjs", packages, "TensorFlow.js")]);
    },
  },
  jaxjs: {
    about: () => `jax-js ${versions.jaxjs}, wasm, jit`,
    start: async ({ node }) => start(node, [await npmScript("jaxjs.mjs", [`@jax-js/jax@${versions.jaxjs}`], "jax-js")]),
  },
  gensim: {
    about: () => `gensim ${versions.gensim}, 1 worker`,
    start: async () => start(await python("gensim", versions.gensim, "gensim"), [script("word2vec.py")]),
  },
  sklearn: {
    about: () => `scikit-learn ${versions.sklearn}`,
    start: async ({ speeches }) => {
      const file = join(peersFolder, "speeches.json");
      const interpreter = await python("sklearn", versions.sklearn, "scikit-learn");
      writeFileSync(file, JSON.stringify(speeches));
      return start(interpreter, [script("tfidf.py"), file]);
    },
  },
};

/** A process that answers one line for each line. `env` is added to its environment. */
export function start(command, args, env = {}) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await lines.next();
      return done ? { error: `${command} ended` } : JSON.parse(value);
    },
    stop: () => child.kill(),
  };
}

/** The Python of .bench-peers, which all Python peers share, once it has the package. */
async function python(module, version, distribution) {
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
