import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Suspense } from "react";
import { dagQuery } from "../../api/dag.ts";
import { ErrorState, Loading } from "../../kit/states.tsx";
import { Tabs } from "../../kit/tabs.tsx";
import { useDagWatch } from "../../live/use-dag-watch.ts";
import { useSearchState } from "../../search-state.ts";
import { useWords } from "../../words/catalogue.ts";
import { DagHeader } from "./header.tsx";
import { DAG_TABS } from "./tabs.ts";

/** A DAG: what it is and when it runs, and below it the views of its runs. */
export function DagPage() {
  const { dagId = "" } = useParams({ strict: false });
  const { data, error, refetch } = useQuery(dagQuery(dagId));
  const isThere = data !== undefined || error === null;
  useDagWatch(dagId, isThere);
  if (!isThere) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <div className="flex h-full flex-col">
      <DagHeader dagId={dagId} dag={data} />
      <DagViews dagId={dagId} />
    </div>
  );
}

function DagViews({ dagId }: { readonly dagId: string }) {
  const t = useWords();
  const [tab, setTab] = useSearchState("tab", "grid");
  const current = DAG_TABS.find(({ id }) => id === tab) ?? DAG_TABS[0];
  return (
    <>
      <Tabs
        label={t("dag.tabs")}
        tabs={DAG_TABS.map(({ id, words }) => ({ id, label: t(words) }))}
        current={current?.id ?? ""}
        onChange={setTab}
      />
      <div role="tabpanel" className="min-h-0 flex-1">
        <Suspense fallback={<Loading rows={10} />}>{current !== undefined && <current.Panel dagId={dagId} />}</Suspense>
      </div>
    </>
  );
}
