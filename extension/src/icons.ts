// The extension's icons, in JupyterLab's colours.
import { LabIcon } from "@jupyterlab/ui-components";

const svg = (path: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 24 24"><path class="jp-icon3" fill="#616161" d="${path}"/></svg>`;

/** Squares of a tensor. */
export const panelIcon = new LabIcon({
  name: "gradbook:panel",
  svgstr: svg("M3 3h5v5H3zM10 3h5v5h-5zM17 3h4v5h-4zM3 10h5v5H3zM17 10h4v5h-4zM10 17h5v4h-5zM3 17h5v4H3z"),
});

/** An open book. */
export const courseIcon = new LabIcon({
  name: "gradbook:course",
  svgstr: svg("M2 5c3-1.500 7-1 9 1v14c-2-2-6-2.500-9-1zM13 6c2-2 6-2.500 9-1v14c-3-1.500-7-1-9 1z"),
});
