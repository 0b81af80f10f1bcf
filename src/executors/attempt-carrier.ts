import { DurableObject } from "cloudflare:workers";
import type { AttemptName } from "../core/event.ts";
import type { RunLink, Registry } from "./contract.ts";
import { chooseBudget, listAccepted, readProfile } from "./profile.ts";
import { carryInWorker } from "./worker-carrier.ts";

export interface CarryRequest {
  readonly v: 1;
  readonly run: string;
  readonly attempts: readonly AttemptName[];
}

export interface CarrierBindings {
  readonly CARRIER: DurableObjectNamespace;
  readonly TRADEWIND_PROFILE: unknown;
}

/** Locally all objects share one process, and a new one costs a file: a few take turns. */
const LOCAL_CARRIERS = 8;

/** Hands attempts to an object of their own; resolves when it has them. */
export async function detachAttempts(env: CarrierBindings, request: CarryRequest): Promise<void> {
  const namespace = env.CARRIER;
  const turn = `local-${Math.floor(Math.random() * LOCAL_CARRIERS)}`;
  const id = readProfile(env.TRADEWIND_PROFILE) === "local" ? namespace.idFromName(turn) : namespace.newUniqueId();
  // A stub forwards any method call; this is the one the class below answers to.
  const carrier = namespace.get(id) as unknown as { carry(request: CarryRequest): Promise<void> };
  await carrier.carry(request);
}

/**
 * Makes the class whose objects carry attempts on their own: the caller is answered at once, and the object stays awake
 * until they have ended. It stores nothing. One that dies stops beating, and its run gives the attempts to another.
 */
export function createAttemptCarrier(registry: Registry, reachRun: (env: Env, name: string) => RunLink) {
  return class AttemptCarrier extends DurableObject<Env> {
    async carry({ run, attempts }: CarryRequest): Promise<void> {
      const profile = readProfile(this.env.TRADEWIND_PROFILE);
      const accepts = listAccepted("detached", profile);
      const budget = chooseBudget("detached", profile);
      const link = reachRun(this.env, run);
      const work = carryInWorker({ env: this.env, registry, link, budget, accepts }, attempts);
      // Attempts that could not be started are sent again by their run.
      this.ctx.waitUntil(
        work.catch((error: unknown) => console.warn(`Attempts of ${run} could not be started`, error)),
      );
    }
  };
}
