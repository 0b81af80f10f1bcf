import type { Actor } from "../support/world/actor.ts";
import type { Violations } from "./violation.ts";

type Dag = Pick<Actor<unknown>, "name" | "sql">;

/** As a run notes what it did for a bulk. */
const DONE = /^done (?<bulk>.*)$/;

/** What runs did for which bulk. */
export class BulkWatch {
  readonly #violations: Violations;
  readonly #done = new Map<string, Set<string>>();

  constructor(violations: Violations) {
    this.#violations = violations;
  }

  /** Each run does the deed of a bulk once. */
  keep(run: string, marks: readonly (readonly [name: string, value: number])[]): void {
    for (const [name] of marks) {
      const bulk = DONE.exec(name)?.groups?.["bulk"];
      if (bulk === undefined) continue;
      const done = this.#done.get(bulk) ?? new Set<string>();
      this.#done.set(bulk, done);
      this.#violations.demand(!done.has(run), "bulk", () => `${run} did ${bulk} twice`);
      done.add(run);
    }
  }

  /** A bulk that is over has an answer of each run, and who is counted as done has done it. */
  checkOver({ name, sql }: Dag): void {
    const over = sql.exec("select id, deed, total, done, failed from bulk where state = 'completed'");
    for (const row of over) {
      const id = String(row["id"]);
      const [total, done, failed] = [Number(row["total"]), Number(row["done"]), Number(row["failed"])];
      const isAll = total === done + failed;
      this.#violations.demand(isAll, "bulk", () => `${name} ${id}: ${done} done and ${failed} failed of ${total}`);
      if (String(row["deed"]).includes('"delete"')) continue;
      const noted = this.#done.get(id)?.size ?? 0;
      this.#violations.demand(noted >= done, "bulk", () => `${name} ${id}: ${done} done, ${noted} runs say so`);
    }
  }
}
