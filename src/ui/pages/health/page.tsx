import { useQuery } from "@tanstack/react-query";
import { AdminFrame } from "../../admin/frame.tsx";
import { deploymentQuery, healthQuery, versionQuery } from "../../api/health.ts";
import { homeQuery } from "../../api/home.ts";
import { meQuery } from "../../api/session.ts";
import { Code } from "../../kit/code.tsx";
import { Facts } from "../../kit/facts.tsx";
import { Panel } from "../../kit/panel.tsx";
import { ErrorState, Loading } from "../../kit/states.tsx";
import { Status } from "../../kit/status.tsx";
import { Time } from "../../kit/time.tsx";
import { useWords } from "../../words/catalogue.ts";
import { Checks } from "./checks.tsx";

/** Whether all parts are well, what a doctor would look at, and which deployment this is. */
export function HealthPage() {
  const t = useWords();
  return (
    <AdminFrame title={t("health.title")}>
      <div className="grid items-start gap-3 p-3 sm:p-4 lg:grid-cols-2 3xl:grid-cols-3">
        <Parts />
        <Checks />
        <Deployment />
      </div>
    </AdminFrame>
  );
}

function Parts() {
  const t = useWords();
  const { data, error, refetch } = useQuery(healthQuery);
  const facts = data && [
    { name: t("health.database"), value: <PartStatus status={data.metadatabase.status} /> },
    { name: t("health.scheduler"), value: <PartStatus status={data.scheduler.status} /> },
    { name: t("health.heartbeat"), value: <Time value={data.scheduler.latest_scheduler_heartbeat} /> },
    { name: t("health.triggerer"), value: <PartStatus status={data.triggerer.status} /> },
    { name: t("health.dagProcessor"), value: <PartStatus status={data.dag_processor?.status ?? null} /> },
  ];
  return (
    <Panel title={t("health.parts")}>
      {facts !== undefined && <Facts facts={facts} />}
      {facts === undefined && error === null && <Loading rows={5} />}
      {facts === undefined && error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
    </Panel>
  );
}

function PartStatus({ status }: { readonly status: string | null }) {
  const t = useWords();
  if (status === null) return <Status is="none" words={t("health.notNeeded")} />;
  return status === "healthy" ? (
    <Status is="good" words={t("health.healthy")} />
  ) : (
    <Status is="bad" words={t("health.unhealthy")} />
  );
}

function Deployment() {
  const t = useWords();
  const { data: version } = useQuery(versionQuery);
  const { data: deployed } = useQuery(deploymentQuery);
  const { data: home } = useQuery(homeQuery(24));
  const { data: me } = useQuery(meQuery);
  const dags = deployed?.dags ?? [];
  const files = new Set(dags.flatMap(({ file }) => (file === null ? [] : [file])));
  const bundle = dags.map(({ bundle_id }) => bundle_id).at(-1);
  return (
    <Panel title={t("health.facts")}>
      <Facts
        facts={[
          { name: t("health.spoken"), value: version?.version },
          { name: t("health.dags"), value: home?.counts.dags },
          { name: t("health.paused"), value: home?.counts.paused },
          { name: t("health.filesDeployed"), value: deployed && files.size },
          { name: t("health.bundle"), value: bundle === undefined ? "–" : <Code>{bundle.slice(0, 16)}</Code> },
          { name: t("health.you"), value: me?.user },
          { name: t("health.role"), value: me && t(`shell.${me.role}`) },
        ]}
      />
    </Panel>
  );
}
