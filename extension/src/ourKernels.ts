// Which kernels are ours. `gradbook install --name` puts several versions side by side, so a name alone does not say: the
// kernelspec's metadata do.

interface SpecManager {
  readonly specs: {
    readonly kernelspecs: Readonly<
      Record<string, { readonly metadata?: Readonly<Record<string, unknown>> } | undefined>
    >;
  } | null;
}

let manager: SpecManager | undefined;

/** Where the kernelspecs are found from now on. */
export function setKernelSpecs(specs: SpecManager): void {
  manager = specs;
}

/** @param name of a kernel, as its kernelspec is called */
export const isOurs = (name: string | undefined): boolean =>
  name !== undefined && (name === "gradbook" || manager?.specs?.kernelspecs[name]?.metadata?.gradbook !== undefined);
