import type { AttemptName } from "../core/event.ts";
import type { Executor } from "../core/graph.ts";
import { Carrier } from "./carrier.ts";
import { readConfiguration } from "./configuration.ts";
import type { CarrierBudget, Registry, RunLink } from "./contract.ts";
import { Values } from "./values.ts";

/** What an invocation of the Worker gives a carrier. */
export interface Invocation {
  readonly env: Env;
  readonly registry: Registry;
  readonly link: RunLink;
  readonly budget: CarrierBudget;
  readonly accepts: readonly Executor[];
}

/** Carries attempts out in the invocation it is called in; resolves when none is left. */
export async function carryInWorker(invocation: Invocation, attempts: readonly AttemptName[]): Promise<void> {
  const { env, registry, link, budget, accepts } = invocation;
  const store = {
    put: async (key: string, text: string) => void (await env.BLOBS.put(key, text)),
    get: async (key: string) => (await env.BLOBS.get(key))?.text() ?? null,
  };
  const now = () => Date.now();
  // A secret of the deployment, which not every deployment has set.
  const secretKey: unknown = Reflect.get(env, "TRADEWIND_SECRET_KEY");
  const carrier = new Carrier(
    {
      link,
      registry,
      budget,
      accepts,
      env,
      values: new Values(store, link),
      configuration: readConfiguration({ db: env.DB, secretKey, now }),
      now,
      wait: (delay) => new Promise((resolve) => void setTimeout(resolve, delay)),
      timeout: (delay, work) => {
        const timer = setTimeout(work, delay);
        return () => clearTimeout(timer);
      },
      repeat: (interval, work) => {
        const timer = setInterval(work, interval);
        return () => clearInterval(timer);
      },
    },
    crypto.randomUUID(),
  );
  await carrier.carry(attempts);
}
