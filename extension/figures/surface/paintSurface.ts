// A surface, from above or as a landscape.
import type { Sheet } from "../draw/pen.ts";
import { paint3d } from "./paint3d.ts";
import { paintContour } from "./paintContour.ts";
import type { SurfaceScene } from "./scene.ts";

export const paintSurface = (sheet: Sheet, scene: SurfaceScene): void =>
  scene.choices.mode === "3d" ? paint3d(sheet, scene) : paintContour(sheet, scene);
