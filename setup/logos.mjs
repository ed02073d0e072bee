// `npm run logos`: the kernel's logo in the sizes that Jupyter's launcher and notebook list want, from its SVG.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Resvg } from "@resvg/resvg-js";
import { root } from "./house.mjs";

const folder = join(root, "kernel", "resources");
const svg = readFileSync(join(folder, "logo-svg.svg"), "utf8");
for (const size of [32, 64]) {
  const png = new Resvg(svg, { fitTo: { mode: "width", value: size } }).render().asPng();
  writeFileSync(join(folder, `logo-${size}x${size}.png`), png);
}
