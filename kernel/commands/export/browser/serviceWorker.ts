// Keeps a site for reading offline: all its files are fetched at the first visit, and answered from there.
// The exporter writes `gradbookSite` in front of this script. Knows nothing of pages.

/** The few parts of the service worker's world that are used here; the DOM's types have none of them. */
interface WorkerScope {
  addEventListener(type: "install" | "activate", listener: (event: Lasting) => void): void;
  addEventListener(type: "fetch", listener: (event: Fetching) => void): void;
  skipWaiting(): Promise<void>;
}
interface Lasting {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

export interface SiteFiles {
  /** Changes with the content of any file. */
  readonly version: string;
  /** Addresses relative to the site's folder. */
  readonly files: readonly string[];
}

declare const gradbookSite: SiteFiles;

const scope = globalThis as unknown as WorkerScope;
// Another site on the same server has another folder, and so another name.
const prefix = `gradbook ${new URL("./", location.href).pathname} `;
const name = prefix + gradbookSite.version;

scope.addEventListener("install", (event) => {
  const fill = async (): Promise<void> => {
    const cache = await caches.open(name);
    await cache.addAll(gradbookSite.files.map((file) => new Request(file, { cache: "reload" })));
    await scope.skipWaiting();
  };
  event.waitUntil(fill());
});

scope.addEventListener("activate", (event) => {
  const clear = async (): Promise<void> => {
    const old = (await caches.keys()).filter((key) => key.startsWith(prefix) && key !== name);
    await Promise.all(old.map((key) => caches.delete(key)));
  };
  event.waitUntil(clear());
});

scope.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const answer = async (): Promise<Response> => {
    const url = new URL(event.request.url);
    if (url.pathname.endsWith("/")) url.pathname += "index.html";
    const cache = await caches.open(name);
    return (await cache.match(url.href, { ignoreSearch: true })) ?? fetch(event.request);
  };
  event.respondWith(answer());
});
