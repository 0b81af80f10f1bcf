import type { Translation } from "../translate.ts";
import type { runs as english } from "../english/runs.ts";

export const runs: Translation<typeof english> = {
  title: "Läufe",
  label: "Läufe aller DAGs, der neueste zuerst",
  dag: "DAG",
  state: "Zustand",
  run: "Lauf",
  type: "Art",
  due: "Fällig",
  started: "Begonnen",
  duration: "Dauer",
  by: "Von",
  search: "DAG suchen",
  anyState: "Jeder Zustand",
  anyType: "Jede Art",
  anyTime: "Jederzeit",
  type_scheduled: "nach Plan",
  type_manual: "von Hand",
  type_backfill: "Backfill",
  type_operator_triggered: "durch einen Task",
  type_asset_triggered: "durch ein Asset",
  type_asset_materialization: "materialisiert",
  none: "Kein Lauf passt",
  noneHint: "Erweitern Sie den Filter oder stoßen Sie einen DAG an.",
  clearFilter: "Filter leeren",
};
