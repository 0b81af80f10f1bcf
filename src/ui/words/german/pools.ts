import type { Translation } from "../translate.ts";
import type { pools as english } from "../english/pools.ts";

export const pools: Translation<typeof english> = {
  search: "Pool finden",
  create: "Neuer Pool",
  name: "Pool",
  used: "Belegte Plätze",
  waiting: "Wartend",
  slots: "Plätze",
  slotsHint: "-1: ohne Grenze",
  slotsInvalid: "Eine ganze Zahl, oder -1",
  includeDeferred: "Zurückgestellte Tasks behalten ihre Plätze",
  unused: "Alle Plätze sind frei",
  slotsOf: { one: "{count} Platz", other: "{count} Plätze" },
  holders: "Wer Plätze von {name} hält",
  noHolders: "Niemand hält einen Platz.",
  waiters: "Wer wartet",
  noWaiters: "Niemand wartet.",
  none: "Kein Pool passt",
  noneHint: "Ein Pool begrenzt, wie viele Tasks zugleich laufen, über alle DAGs hinweg.",
  deleteHint:
    "Tasks, die ihn nennen, warten und sagen, dass er fehlt, bis sie einen anderen nennen oder es ihn wieder gibt.",
};
