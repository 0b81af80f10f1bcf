import { useQuery } from "@tanstack/react-query";
import { costQuery, type RunCost } from "../../api/run.ts";
import { Facts } from "../../kit/facts.tsx";
import { Panel } from "../../kit/panel.tsx";
import { ErrorState, Loading } from "../../kit/states.tsx";
import { formatMoney } from "../../money.ts";
import { useWords, type Translate } from "../../words/catalogue.ts";

/** What the run costs in operations of the platform. */
export function CostPanel({ dagId, runId }: { readonly dagId: string; readonly runId: string }) {
  const t = useWords();
  const { data, error, refetch } = useQuery(costQuery(dagId, runId));
  return (
    <Panel title={t("run.cost")}>
      {data !== undefined && <Facts facts={listFacts(data, t)} />}
      {data === undefined && error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading rows={2} />}
    </Panel>
  );
}

function listFacts(cost: RunCost, t: Translate) {
  return [
    { name: t("run.price"), value: t("run.about", { amount: formatMoney(cost.usd) }) },
    { name: t("run.objectRequests"), value: cost.object_requests },
    { name: t("run.rowsWritten"), value: cost.object_rows_written + cost.d1_rows_written },
    { name: t("run.queueMessages"), value: cost.queue_messages },
    { name: t("run.estimate"), value: t("run.estimatedFrom", { count: cost.attempts }) },
  ];
}
