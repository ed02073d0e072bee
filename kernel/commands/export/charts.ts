// The chart library is larger than all other scripts together: only pages with a chart carry it.
import { asset } from "./assets.ts";

/** Whether a page's HTML has a chart in it. */
export const hasCharts = (html: string): boolean => /<script type="application\/vnd\.gradbook\.chart\.v\d/.test(html);

/** The script that brings the library; it stands before the page's own. */
export const chartScript = (): string => asset("charts.js");
