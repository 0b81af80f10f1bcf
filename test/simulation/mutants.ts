import type { Mutation } from "../support/world/mutation.ts";
import {
  believeAnyView,
  blind,
  endSilently,
  forgetDates,
  forgetDeletion,
  forgetEnded,
  forgetSlots,
  makeAgain,
  projectOnce,
  publishOnce,
  sendOnce,
  trustAnyToken,
  unlimit,
  wantOnce,
  withSql,
} from "./mutations.ts";
import {
  answerBulksUnasked,
  blindTo,
  countLiveOnly,
  forgetHoldings,
  forgetPast,
  ignoreBackfillPause,
  keepFirstAnswer,
  keepTokens,
  resumeSilently,
  shortenPeriods,
  startHeld,
} from "./limit-mutations.ts";

export interface Mutant {
  readonly name: string;
  readonly mutation: Mutation;
}

const without = (name: string, mutation: Mutation): Mutant => ({ name, mutation });

/** One mechanism out at a time. What a simulation cannot tell from the whole, it does not test. */
export const MUTANTS: readonly Mutant[] = [
  without("fencing-token", { run: trustAnyToken }),
  without("lease-expiry", blind("run", "select name, value from mark where name >=")),
  without("repeated-dispatch", { run: sendOnce }),
  without("wants-after-memory-loss", { run: wantOnce }),
  without("projection-outbox", projectOnce),
  without("asset-outbox", publishOnce),
  without("projection-guard", { isSinkGuarded: false }),
  without("minute-sweep", { hasTicks: false }),
  without("alarm", { hasAlarms: false }),
  without("alarm-and-sweep", { hasAlarms: false, hasTicks: false }),
  without("logical-date-uniqueness", forgetDates),
  without("slot-cursor", forgetSlots),
  without("max-active-runs", { shipped: unlimit }),
  without(
    "pool-lease",
    withSql("pool", (sql, query, bindings) =>
      query.includes("sum(slots)") ? [{ held: 0 }] : sql.exec(query, ...bindings),
    ),
  ),
  without("pool-sweep", blind("pool", "select run from holder where heard <=")),
  without("journal-before-reply", { isGated: false }),
  without("one-object-a-run", { dagPeers: makeAgain }),
  without("watch-until-at-rest", forgetEnded),
  without("order-of-views", believeAnyView),
  without("word-of-the-end", endSilently),
  without("tombstone", forgetDeletion),
  without("gate-holdings", forgetHoldings),
  without("rate-window", shortenPeriods),
  without("past-answers", forgetPast),
  without("word-of-the-past", keepFirstAnswer),
  without("epoch-of-a-clear", keepTokens),
  without("held-start", { run: startHeld }),
  without("resume-sends", { run: resumeSilently }),
  without("backfill-limit", countLiveOnly),
  without("backfill-pause", ignoreBackfillPause),
  without("bulk-answers", answerBulksUnasked),
  without("bulk-once", blindTo("run", "select value from mark where name = ?", /^done /)),
];
