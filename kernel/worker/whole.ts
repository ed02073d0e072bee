// All that the worker runs, as one script (host/keptScript.ts).
export { serve } from "./serve.ts";
export { takeTypeScript } from "./typescript.ts";
