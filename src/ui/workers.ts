/** As much of trusted types as is used here; the DOM's own types lack them. */
interface Policies {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (address: string) => string },
  ): { createScriptURL(address: string): unknown };
}

/** The one policy that the page's own (scripts/ui/headers.ts) allows: it lets scripts of our own build through, and nothing else. */
const policy = (globalThis as { readonly trustedTypes?: Policies }).trustedTypes?.createPolicy("tradewind", {
  createScriptURL: (address) => {
    const { origin, pathname } = new URL(address, location.href);
    if (origin === location.origin && pathname.startsWith("/assets/")) return address;
    throw new TypeError(`${address} is no script of the dashboard`);
  },
});

/** Starts a worker of the build: `openWorker(url)` with `import url from "./find-worker.ts?worker&url"`. */
export function openWorker(address: string): Worker {
  const trusted = policy?.createScriptURL(address) ?? address;
  return new Worker(trusted as string, { type: "module" });
}
