import { useQuery } from "@tanstack/react-query";
import { xcomQuery, xcomsQuery, type InstanceKey } from "../../api/instance.ts";
import { CodeBlock } from "../../kit/code.tsx";
import { Panel } from "../../kit/panel.tsx";
import { EmptyState, ErrorState, Loading } from "../../kit/states.tsx";
import { Time } from "../../kit/time.tsx";
import { useSearchState } from "../../search-state.ts";
import { useWords } from "../../words/catalogue.ts";

/** The values an instance published; each is read when it is looked at. */
export function XComTab({ instanceKey }: { readonly instanceKey: InstanceKey }) {
  const t = useWords();
  const { data, error, refetch } = useQuery(xcomsQuery(instanceKey));
  const [chosen, choose] = useSearchState("xcom");
  if (data === undefined && error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={4} />;
  const { xcom_entries: entries } = data;
  if (entries.length === 0) return <EmptyState icon="code" title={t("task.noXcom")} />;
  const current = entries.find(({ key }) => key === chosen) ?? entries[0];
  return (
    <div className="grid items-start gap-3 p-3 sm:p-4 lg:grid-cols-[18rem_minmax(0,1fr)]">
      <Panel title={t("task.chooseXcom")} count={entries.length}>
        <ul>
          {entries.map(({ key, timestamp }) => (
            <li key={key} className="border-b border-line last:border-0">
              <button
                type="button"
                aria-pressed={key === current?.key}
                onClick={() => choose(key)}
                className="flex w-full items-center justify-between gap-3 px-3 py-1.5 text-start hover:bg-hover aria-pressed:bg-selected"
              >
                <span className="truncate font-mono text-xs">{key}</span>
                <span className="text-xs text-ink-3">
                  <Time value={timestamp} />
                </span>
              </button>
            </li>
          ))}
        </ul>
      </Panel>
      {current !== undefined && <XComValue instanceKey={instanceKey} name={current.key} />}
    </div>
  );
}

function XComValue({ instanceKey, name }: { readonly instanceKey: InstanceKey; readonly name: string }) {
  const { data, error, refetch } = useQuery(xcomQuery(instanceKey, name));
  if (data === undefined && error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={3} />;
  return <CodeBlock text={JSON.stringify(data.value, null, 2)} label={name} />;
}
