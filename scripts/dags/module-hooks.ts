import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PRODUCT_SCHEME } from "./product-scheme.ts";
import { ROOT } from "./root.ts";

const BUNDLE_SCHEME = "tradewind-dag:";
const FROM_ROOT = pathToFileURL(join(ROOT, "package.json")).href;

/** What author code may name at import time without running it: the runtime itself exists only at the edge. */
const RUNTIME_STAND_INS: Readonly<Record<string, string>> = {
  "cloudflare:workers":
    "export const env = {}, exports = {}, waitUntil = () => {}; " +
    "export class DurableObject {} export class WorkerEntrypoint {} export class WorkflowEntrypoint {} export class RpcTarget {}",
  "cloudflare:sockets": "export const connect = () => { throw new Error('no sockets while a DAG is compiled'); };",
  "cloudflare:email": "export class EmailMessage {}",
};

const bundles = new Map<string, string>();
let lastNumber = 0;

/** Lets Node import bundles from memory, with the product and packages found from the checkout. */
export function installModuleHooks(): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier.startsWith(BUNDLE_SCHEME) || specifier in RUNTIME_STAND_INS) {
        return { url: specifier, shortCircuit: true };
      }
      const product = specifier === "tradewind" ? `${PRODUCT_SCHEME}src/sdk/index.ts` : specifier;
      if (product.startsWith(PRODUCT_SCHEME)) {
        return next(pathToFileURL(join(ROOT, product.slice(PRODUCT_SCHEME.length))).href, context);
      }
      const isAuthors = context.parentURL?.startsWith(BUNDLE_SCHEME) === true;
      return next(specifier, isAuthors ? { ...context, parentURL: FROM_ROOT } : context);
    },
    load(url, context, next) {
      const source = bundles.get(url) ?? RUNTIME_STAND_INS[url];
      return source === undefined ? next(url, context) : { format: "module", source, shortCircuit: true };
    },
  });
}

/** Evaluates a bundle afresh and returns its exports. Frames of its code name `tradewind-dag:` and the file. */
export async function importBundle(file: string, code: string): Promise<object> {
  lastNumber += 1;
  const url = `${BUNDLE_SCHEME}${lastNumber}/${encodeURI(file)}`;
  bundles.set(url, code);
  try {
    const loaded: unknown = await import(url);
    return typeof loaded === "object" && loaded !== null ? loaded : {};
  } finally {
    bundles.delete(url);
  }
}
