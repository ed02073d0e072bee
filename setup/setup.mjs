// `npm run setup`, and what `npm start` and `npm test` do first: everything a fresh clone needs, once.
import { fileURLToPath } from "node:url";
import { SetupError } from "./house.mjs";
import { checkMachine, compile, dependencies, python, registration } from "./steps.mjs";

/** Runs all steps. With `python: "optional"` a missing Python is returned as a reason instead of thrown. */
export async function setup({ python: need = "required" } = {}) {
  checkMachine();
  await dependencies();
  await compile();
  try {
    await python();
  } catch (error) {
    if (need === "required" || !(error instanceof SetupError)) throw error;
    return { withoutPython: error.message };
  }
  await registration();
  return {};
}

/** Runs `main`; a SetupError becomes its sentence on stderr and exit code 1. */
export async function reporting(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await reporting(async () => {
    await setup();
    console.log("Ready. `npm start` opens the course in JupyterLab.");
  });
}
