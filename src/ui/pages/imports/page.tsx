import { useQuery } from "@tanstack/react-query";
import { AdminFrame } from "../../admin/frame.tsx";
import { importsQuery } from "../../api/imports.ts";
import { CodeBlock } from "../../kit/code.tsx";
import { EmptyState, ErrorState, Loading } from "../../kit/states.tsx";
import { useWords } from "../../words/catalogue.ts";
import { SourcePanel } from "./source-panel.tsx";

/** Deployments that were imported from: what came over, and what somebody still has to see to. */
export function ImportsPage() {
  const t = useWords();
  return (
    <AdminFrame title={t("admin.imports")}>
      <Imports />
    </AdminFrame>
  );
}

function Imports() {
  const { data, error, refetch } = useQuery(importsQuery);
  if (error !== null && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={8} />;
  if (data.imports.length === 0) return <NothingImported />;
  return (
    <div className={`grid gap-3 p-3 sm:p-4 ${data.imports.length > 1 ? "3xl:grid-cols-2" : ""}`}>
      {data.imports.map((source) => (
        <SourcePanel key={`${source.team_name}/${source.source}`} source={source} />
      ))}
    </div>
  );
}

const COMMAND = "npx tradewind import airflow https://airflow.example --username admin";

/** Says how an import comes about, also where a list of what it brought is empty. */
export function NothingImported() {
  const t = useWords();
  const command = (
    <div className="max-w-full text-start">
      <CodeBlock text={COMMAND} label={t("imports.command")} />
    </div>
  );
  return <EmptyState icon="download" title={t("imports.none")} hint={t("imports.noneHint")} action={command} />;
}
