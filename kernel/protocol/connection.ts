// The connection file: where the five sockets are, and the key that signs messages
// (https://jupyter-client.readthedocs.io/en/stable/kernels.html#connection-files).

export const channels = ["shell", "iopub", "stdin", "control", "hb"] as const;
export type Channel = (typeof channels)[number];

export interface Connection {
  readonly transport: "tcp" | "ipc";
  readonly ip: string;
  readonly key: string;
  readonly signature_scheme: string;
  readonly ports: Readonly<Record<Channel, number>>;
}

/** @throws Error with one sentence on what is wrong with the file */
export function parseConnection(text: string): Connection {
  let file: Record<string, unknown>;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new Error(`it is not JSON (${(error as Error).message})`, { cause: error });
  }
  const transport = file.transport ?? "tcp";
  if (transport !== "tcp" && transport !== "ipc") throw new Error(`transport '${String(transport)}' is not tcp or ipc`);
  if (typeof file.ip !== "string") throw new Error("it has no ip");
  const port = (channel: Channel): number => {
    const value = file[`${channel}_port`];
    if (!Number.isInteger(value)) throw new Error(`it has no ${channel}_port`);
    return value as number;
  };
  return {
    transport,
    ip: file.ip,
    key: typeof file.key === "string" ? file.key : "",
    signature_scheme: typeof file.signature_scheme === "string" ? file.signature_scheme : "hmac-sha256",
    ports: {
      shell: port("shell"),
      iopub: port("iopub"),
      stdin: port("stdin"),
      control: port("control"),
      hb: port("hb"),
    },
  };
}

/** The connection as the text of a connection file. */
export function formatConnection({ ports, ...rest }: Connection): string {
  const named = Object.fromEntries(channels.map((channel) => [`${channel}_port`, ports[channel]]));
  return JSON.stringify({ ...rest, ...named }, null, 2);
}

/** Address of one channel in ZeroMQ's notation. */
export function endpoint({ transport, ip, ports }: Connection, channel: Channel): string {
  return transport === "tcp" ? `tcp://${ip}:${ports[channel]}` : `ipc://${ip}-${ports[channel]}`;
}
