import { useQuery } from "@tanstack/react-query";
import { definitionQuery } from "../../../api/definition.ts";
import { versionsQuery } from "../../../api/versions.ts";
import { CodeView } from "../../../code/code-view.tsx";
import { Button } from "../../../kit/button.tsx";
import { Select } from "../../../kit/field.tsx";
import { ErrorState, Loading } from "../../../kit/states.tsx";
import { showToast } from "../../../kit/toast.tsx";
import { useSearchState } from "../../../search-state.ts";
import { formatTime } from "../../../time/format.ts";
import { useWords } from "../../../words/catalogue.ts";
import type { DagTabProps } from "../tabs.ts";

/** The file a version was made of, or what the engine made of it. */
export function CodeTab({ dagId }: DagTabProps) {
  const t = useWords();
  const [version] = useSearchState("version");
  const [view] = useSearchState("view", "source");
  const { data, error, refetch } = useQuery(definitionQuery(dagId, version === "" ? undefined : Number(version)));
  if (data === undefined && error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={12} />;
  const text = view === "source" ? data.source : JSON.stringify(data.graph, null, 2);
  const language = view === "source" ? "typescript" : "json";
  return (
    <div className="flex h-full min-h-96 flex-col">
      <CodeTools dagId={dagId} current={data.version_number} text={text} />
      <div className="min-h-0 flex-1 bg-surface">
        <CodeView text={text} label={t("versions.sourceOf", { dag: dagId })} language={language} />
      </div>
    </div>
  );
}

interface CodeToolsProps {
  readonly dagId: string;
  readonly current: number;
  readonly text: string;
}

function CodeTools({ dagId, current, text }: CodeToolsProps) {
  const t = useWords();
  const [, setVersion] = useSearchState("version");
  const [view, setView] = useSearchState("view", "source");
  const { data } = useQuery(versionsQuery(dagId));
  const options = (data?.dag_versions ?? []).map(({ version_number, created_at }) => ({
    value: String(version_number),
    label: t("versions.since", { version: version_number, time: formatTime(Date.parse(created_at)) }),
  }));
  const copy = () => void navigator.clipboard.writeText(text).then(() => showToast(t("common.copied")));
  const isSource = view === "source";
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2 sm:px-4">
      <Select
        aria-label={t("versions.version")}
        className="w-56!"
        value={String(current)}
        options={options}
        onChange={setVersion}
      />
      <Button look="quiet" onClick={() => setView(isSource ? "graph" : "source")}>
        {isSource ? t("versions.compiled") : t("versions.source")}
      </Button>
      <span className="flex-1" />
      <Button icon="copy" onClick={copy}>
        {t("common.copy")}
      </Button>
    </div>
  );
}
