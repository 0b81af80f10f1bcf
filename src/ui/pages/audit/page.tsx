import { useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { AdminFrame } from "../../admin/frame.tsx";
import { ListView } from "../../admin/list-view.tsx";
import { listQuery, useList } from "../../api/list.ts";
import { Select } from "../../kit/field.tsx";
import { useSearchState, type Search } from "../../search-state.ts";
import { useWords } from "../../words/catalogue.ts";
import { GRID, listColumns } from "./columns.tsx";
import { EntryDialog, type Entry } from "./entry-dialog.tsx";
import { TextFilter } from "./text-filter.tsx";

const LOG = "/api/v2/eventLogs";
const MINUTE = 60_000;

/** Who changed what, the newest first. */
export function AuditPage() {
  const t = useWords();
  const search: Search = useSearch({ strict: false });
  const [shown, show] = useSearchState("entry");
  const filter = useMemo(() => toFilter(search), [search]);
  const list = useList(listQuery<Entry>(LOG, "event_logs", filter));
  const entry = list.rows?.find(({ event_log_id }) => String(event_log_id) === shown);
  return (
    <AdminFrame title={t("admin.audit")}>
      <ListView
        label={t("admin.audit")}
        search={t("audit.search")}
        list={list}
        rowKey={({ event_log_id }) => String(event_log_id)}
        columns={listColumns(t, show)}
        grid={GRID}
        icon="log"
        empty={t("audit.none")}
        emptyHint={t("audit.noneHint")}
        onOpen={({ event_log_id }) => show(String(event_log_id))}
        filters={<Filters />}
      />
      {entry !== undefined && <EntryDialog entry={entry} onClose={() => show("")} />}
    </AdminFrame>
  );
}

/** Instants go by whole minutes, so that the same view asks the same question. */
function toFilter({ q, who, dag, hours }: Search) {
  const from = Math.floor((Date.now() - Number(hours) * 3_600_000) / MINUTE) * MINUTE;
  return {
    order_by: "-id",
    event_pattern: q,
    owner_pattern: who,
    dag_id_pattern: dag,
    after: hours === undefined || Number.isNaN(from) ? undefined : new Date(from).toISOString(),
  };
}

function Filters() {
  const t = useWords();
  const [hours, setHours] = useSearchState("hours");
  const spans = [
    { value: "", label: t("runs.anyTime") },
    { value: "24", label: t("home.lastDay") },
    { value: "168", label: t("home.lastWeek") },
    { value: "720", label: t("home.lastMonth") },
  ];
  return (
    <>
      <TextFilter name="who" label={t("audit.who")} />
      <TextFilter name="dag" label={t("audit.dag")} />
      <Select
        aria-label={t("runs.anyTime")}
        className="w-36! max-sm:w-full!"
        options={spans}
        value={hours}
        onChange={setHours}
      />
    </>
  );
}
