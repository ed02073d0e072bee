// The package's public face in the browser: the drawing core, for other extensions to mount figures with.
export { type FigureHandle, type FigureHost, type Translator } from "../figures/view/host.ts";
export { figureMimeTypes, mountFigure } from "../figures/view/mount.ts";
