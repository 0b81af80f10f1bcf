import { useQuery } from "@tanstack/react-query";
import { definitionQuery } from "../../../api/definition.ts";
import { versionDiffQuery, versionsQuery, type DagVersion } from "../../../api/versions.ts";
import { DiffView } from "../../../code/code-view.tsx";
import { Panel } from "../../../kit/panel.tsx";
import { EmptyState, ErrorState, Loading } from "../../../kit/states.tsx";
import { Time } from "../../../kit/time.tsx";
import { useSearchChange, useSearchState } from "../../../search-state.ts";
import { useWords } from "../../../words/catalogue.ts";
import type { DagTabProps } from "../tabs.ts";
import { choosePair } from "./choose-pair.ts";
import { GraphChanges } from "./graph-changes.tsx";

/** Every version of the DAG, and what one changed of another: in the graph, in the schedule, in the code. */
export function VersionsTab({ dagId }: DagTabProps) {
  const { data, error, refetch } = useQuery(versionsQuery(dagId));
  const [asked] = useSearchState("version");
  const [against] = useSearchState("against");
  if (data === undefined && error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={8} />;
  const numbers = data.dag_versions.map(({ version_number }) => version_number);
  const { from, to } = choosePair(numbers, asked, against);
  return (
    <div className="grid gap-3 p-3 sm:p-4 lg:grid-cols-[17rem_minmax(0,1fr)]">
      <VersionList versions={data.dag_versions} from={from} to={to} />
      {from === null ? (
        <NothingBefore isOnly={numbers.length === 1} number={to} />
      ) : (
        <Comparison dagId={dagId} from={from} to={to} />
      )}
    </div>
  );
}

function NothingBefore({ isOnly, number }: { readonly isOnly: boolean; readonly number: number }) {
  const t = useWords();
  if (isOnly) return <EmptyState icon="code" title={t("versions.onlyOne")} hint={t("versions.onlyOneHint")} />;
  return <EmptyState icon="code" title={t("versions.first", { version: number })} hint={t("versions.firstHint")} />;
}

interface VersionListProps {
  readonly versions: readonly DagVersion[];
  readonly from: number | null;
  readonly to: number;
}

function VersionList({ versions, from, to }: VersionListProps) {
  const t = useWords();
  const change = useSearchChange();
  return (
    <Panel title={t("versions.title")} count={versions.length} className="lg:self-start">
      <ul>
        {versions.map(({ version_number: number, created_at }) => (
          <li key={number} className="flex items-center gap-2 border-b border-line px-3 py-1.5 last:border-0">
            <button
              type="button"
              aria-pressed={number === to}
              className="min-h-6 flex-1 text-start font-medium hover:underline aria-pressed:text-accent"
              onClick={() => change({ version: String(number), against: undefined })}
            >
              {t("dag.version", { version: number })}
            </button>
            <span className="text-xs text-ink-3">
              <Time value={created_at} />
            </span>
            {number < to && (
              <button
                type="button"
                aria-pressed={number === from}
                className="min-h-6 rounded px-1 text-xs text-ink-2 hover:bg-hover aria-pressed:bg-selected"
                onClick={() => change({ version: String(to), against: String(number) })}
              >
                {t("versions.compare")}
              </button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

interface ComparisonProps {
  readonly dagId: string;
  readonly from: number;
  readonly to: number;
}

function Comparison({ dagId, from, to }: ComparisonProps) {
  const t = useWords();
  const diff = useQuery(versionDiffQuery(dagId, from, to));
  const before = useQuery(definitionQuery(dagId, from));
  const after = useQuery(definitionQuery(dagId, to));
  const error = diff.error ?? before.error ?? after.error;
  if (error !== null) return <ErrorState error={error} />;
  if (diff.data === undefined || before.data === undefined || after.data === undefined) return <Loading rows={10} />;
  return (
    <div className="grid min-w-0 content-start gap-3">
      <GraphChanges diff={diff.data} />
      <Panel title={t("versions.code")}>
        <div className="h-[32rem]">
          <DiffView
            before={before.data.source}
            after={after.data.source}
            label={t("versions.codeOf", { before: from, after: to })}
          />
        </div>
      </Panel>
    </div>
  );
}
