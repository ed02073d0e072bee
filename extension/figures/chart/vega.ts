// The chart library itself: for hosts to load when there is a chart to show, and never before.
import { parse, View } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile } from "vega-lite";
import type { ChartLibrary } from "./library.ts";

export const chartLibrary: ChartLibrary = {
  vega: { View, parse },
  vegaLite: { compile },
  interpreter: expressionInterpreter,
};
