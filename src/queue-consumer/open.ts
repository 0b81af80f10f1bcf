import { detachAttempts } from "../executors/attempt-carrier.ts";
import type { Registry, RunLink } from "../executors/contract.ts";
import { chooseBudget, listAccepted, readProfile } from "../executors/profile.ts";
import { carryInWorker } from "../executors/worker-carrier.ts";
import type { ConsumerWorld } from "./consume.ts";

/** The platform behind the consumer. */
export function openConsumer(env: Env, registry: Registry, reachRun: (name: string) => RunLink): ConsumerWorld {
  const profile = readProfile(env.TRADEWIND_PROFILE);
  const budget = chooseBudget("inline", profile);
  const accepts = listAccepted("inline", profile);
  return {
    profile,
    carry: ({ run, attempts }) => carryInWorker({ env, registry, link: reachRun(run), budget, accepts }, attempts),
    detach: (request) => detachAttempts(env, request),
  };
}
