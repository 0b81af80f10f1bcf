import { fork } from "node:child_process";
import { join } from "node:path";
import { HostError } from "./host-error.ts";
import { isMigrated, noteMigrated, type Migrations } from "./migrated.ts";
import { NODE_ARGUMENTS } from "./node-arguments.ts";

export interface MigrateJob {
  readonly stateDir: string;
  readonly migrations: readonly Migrations[];
}

/** From the migrating process: the names it applied, or what is wrong as text for a terminal. */
export type MigrateAnswer =
  | { readonly kind: "migrated"; readonly applied: readonly string[] }
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "failed"; readonly message: string };

/**
 * Applies the migrations that the databases of a state folder lack, before anything serves from it. Returns the names
 * applied. It takes a runtime and a client with a thread of its own, so it happens in a process that ends with it, and
 * only when there is anything new.
 */
export async function migrate(job: MigrateJob): Promise<readonly string[]> {
  if (job.migrations.length === 0 || isMigrated(job.stateDir, job.migrations)) return [];
  const answer = await ask(job);
  if (answer.kind === "refused") throw new HostError(answer.message);
  if (answer.kind === "failed") throw new Error(answer.message);
  noteMigrated(job.stateDir, job.migrations);
  return answer.applied;
}

/** Resolves when the process has ended: the next runtime finds the files its own. */
function ask(job: MigrateJob): Promise<MigrateAnswer> {
  return new Promise((resolve) => {
    let answer: MigrateAnswer = { kind: "failed", message: "the process that migrates ended" };
    const child = fork(join(import.meta.dirname, "migrate-process.ts"), [JSON.stringify(job)], {
      execArgv: [...NODE_ARGUMENTS],
    });
    child.once("message", (message: MigrateAnswer) => {
      answer = message;
    });
    child.once("exit", () => resolve(answer));
  });
}
