import { Link } from "@tanstack/react-router";
import { CodeBlock } from "../../kit/code.tsx";
import { Dialog } from "../../kit/dialog.tsx";
import { Facts } from "../../kit/facts.tsx";
import { formatFull } from "../../time/format.ts";
import { linkToRun } from "../../links.ts";
import { useWords } from "../../words/catalogue.ts";

/** What somebody changed. `extra` is JSON. */
export interface Entry {
  readonly event_log_id: number;
  readonly when: string;
  readonly event: string;
  readonly owner: string | null;
  readonly dag_id: string | null;
  readonly run_id: string | null;
  readonly task_id: string | null;
  readonly map_index: number | null;
  readonly try_number: number | null;
  readonly extra: string | null;
}

export function EntryDialog({ entry, onClose }: { readonly entry: Entry; readonly onClose: () => void }) {
  const t = useWords();
  const { when, owner, event, dag_id: dagId, run_id: runId, task_id: taskId, map_index: mapIndex, extra } = entry;
  const facts = [
    { name: t("audit.when"), value: formatFull(Date.parse(when)) },
    { name: t("audit.who"), value: owner ?? "–" },
    { name: t("audit.event"), value: event },
    { name: t("audit.dag"), value: dagId && <DagLink dagId={dagId} /> },
    { name: t("audit.run"), value: dagId !== null && runId !== null && <RunLink dagId={dagId} runId={runId} /> },
    { name: t("audit.task"), value: taskId },
    { name: t("audit.mapIndex"), value: mapIndex },
  ];
  const known = facts.filter(({ value }) => value !== null && value !== false);
  return (
    <Dialog title={t("audit.entry", { number: String(entry.event_log_id) })} onClose={onClose} size="wide">
      <div className="grid gap-3">
        <Facts facts={known} />
        {extra !== null && <CodeBlock text={format(extra)} label={t("audit.extra")} />}
      </div>
    </Dialog>
  );
}

function DagLink({ dagId }: { readonly dagId: string }) {
  return (
    <Link to="/dags/$dagId" params={{ dagId }} className="underline">
      {dagId}
    </Link>
  );
}

function RunLink({ dagId, runId }: { readonly dagId: string; readonly runId: string }) {
  return (
    <Link {...linkToRun(dagId, runId)} className="underline">
      {runId}
    </Link>
  );
}

function format(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
