import type { Mutation } from "../support/world/mutation.ts";
import {
  believeAnyView,
  blind,
  endSilently,
  forgetDates,
  forgetEnded,
  forgetSlots,
  hide,
  makeAgain,
  projectOnce,
  sendOnce,
  trustAnyToken,
  wantOnce,
  withSql,
} from "./mutations.ts";

export interface Mutant {
  readonly name: string;
  readonly mutation: Mutation;
  /** What makes up for its loss, so that nothing but time is lost; null when the loss must be seen. */
  readonly spare: string | null;
}

const must = (name: string, mutation: Mutation): Mutant => ({ name, mutation, spare: null });

/** One mechanism out at a time. What a simulation cannot tell from the whole, it does not test. */
export const MUTANTS: readonly Mutant[] = [
  must("fencing-token", { run: trustAnyToken }),
  must("lease-expiry", blind("run", "select name, value from mark where name >=")),
  must("repeated-dispatch", { run: sendOnce }),
  must("wants-after-memory-loss", { run: wantOnce }),
  must("projection-outbox", projectOnce),
  must("projection-guard", { isSinkGuarded: false }),
  must("minute-sweep", { hasTicks: false }),
  { name: "alarm", mutation: { hasAlarms: false }, spare: "the sweep does the same, later" },
  must("alarm-and-sweep", { hasAlarms: false, hasTicks: false }),
  must("logical-date-uniqueness", forgetDates),
  { name: "slot-cursor", mutation: forgetSlots, spare: "a slot's run id is taken already" },
  must("max-active-runs", hide("dag", "select stage, count(*)", "stage", "live")),
  must(
    "pool-lease",
    withSql("pool", (sql, query, bindings) =>
      query.includes("sum(slots)") ? [{ held: 0 }] : sql.exec(query, ...bindings),
    ),
  ),
  must("pool-sweep", blind("pool", "select run from holder where heard <=")),
  must("journal-before-reply", { isGated: false }),
  must("one-object-a-run", { dagPeers: makeAgain }),
  must("watch-until-at-rest", forgetEnded),
  must("order-of-views", believeAnyView),
  { name: "word-of-the-end", mutation: endSilently, spare: "the sweep asks every live run" },
];
