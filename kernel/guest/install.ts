// gradbook as a guest: imported by a notebook of tslab's or Deno's kernel, it shows things through that kernel's own display
// calls. Known by the globals that those kernels give to cells; in any other process nothing is installed.
import { nn, Tensor, train } from "../../engine/index.ts";
import { setDisplayChannel } from "../display/bundle.ts";
import { denoChannel, type DenoDisplay, installPictures } from "./deno.ts";
import { installInspections, tslabChannel, type TslabDisplays } from "./tslab.ts";

interface Hosts {
  /** In programs that are no notebooks, `jupyter` throws. */
  readonly Deno?: { readonly jupyter?: DenoDisplay };
  /** What tslab's cells are called with. */
  readonly __tslab__?: { readonly require: (name: "tslab") => TslabDisplays };
}

/** To be called once, when the package is loaded. */
export function installAsGuest(): void {
  const { Deno, __tslab__: tslab } = globalThis as Hosts;
  const jupyter = attempt(() => Deno?.jupyter);
  if (jupyter) {
    setDisplayChannel(denoChannel(jupyter));
    installPictures([Tensor, nn.Module, train.Recorder]);
  } else if (tslab) {
    setDisplayChannel(tslabChannel(tslab.require("tslab")));
    installInspections();
  }
}

function attempt<T>(body: () => T): T | undefined {
  try {
    return body();
  } catch {
    return undefined;
  }
}
