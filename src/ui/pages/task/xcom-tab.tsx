import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { xcomsQuery, type InstanceKey, type XComEntry } from "../../api/instance.ts";
import type { Instance } from "../../api/instance-shape.ts";
import { useMay } from "../../api/session.ts";
import { Button, IconButton } from "../../kit/button.tsx";
import { Panel } from "../../kit/panel.tsx";
import { EmptyState, ErrorState, Loading } from "../../kit/states.tsx";
import { Time } from "../../kit/time.tsx";
import { useSearchState } from "../../search-state.ts";
import { useWords } from "../../words/catalogue.ts";
import { XComForm } from "./xcom-form.tsx";
import { XComValue } from "./xcom-value.tsx";

interface XComTabProps {
  readonly instanceKey: InstanceKey;
  readonly tries: readonly Instance[];
}

/** The values an instance published; each is read when it is looked at. */
export function XComTab({ instanceKey, tries }: XComTabProps) {
  const mayOperate = useMay("operate");
  const { data, error, refetch } = useQuery(xcomsQuery(instanceKey));
  const [chosen, choose] = useSearchState("xcom");
  const [isAdding, setAdding] = useState(false);
  if (data === undefined && error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={4} />;
  const { xcom_entries: entries } = data;
  const current = entries.find(({ key }) => key === chosen) ?? entries[0];
  const add = () => setAdding(true);
  return (
    <>
      {tries.some(({ state }) => state !== "success") && <OnlySuccess />}
      {current === undefined && <NoValues onAdd={mayOperate ? add : null} />}
      {current !== undefined && (
        <div className="grid items-start gap-3 p-3 sm:p-4 lg:grid-cols-[18rem_minmax(0,1fr)]">
          <Keys entries={entries} current={current.key} onChoose={choose} onAdd={mayOperate ? add : null} />
          <XComValue instanceKey={instanceKey} name={current.key} />
        </div>
      )}
      {isAdding && <XComForm instanceKey={instanceKey} edited={null} onClose={() => setAdding(false)} />}
    </>
  );
}

/** Values are committed with the success of an attempt: others have none that could be shown. */
function OnlySuccess() {
  const t = useWords();
  return <p className="border-b border-line px-4 py-2 text-xs text-ink-3">{t("task.onlySuccess")}</p>;
}

/** Null for who may only look. */
type OnAdd = (() => void) | null;

function NoValues({ onAdd }: { readonly onAdd: OnAdd }) {
  const t = useWords();
  return (
    <div className="grid justify-items-center gap-2">
      <EmptyState icon="code" title={t("task.noXcom")} />
      {onAdd !== null && (
        <Button icon="plus" onClick={onAdd}>
          {t("task.addXcom")}
        </Button>
      )}
    </div>
  );
}

interface KeysProps {
  readonly entries: readonly XComEntry[];
  readonly current: string;
  readonly onChoose: (key: string) => void;
  readonly onAdd: OnAdd;
}

function Keys({ entries, current, onChoose, onAdd }: KeysProps) {
  const t = useWords();
  const add = onAdd !== null && <IconButton icon="plus" label={t("task.addXcom")} onClick={onAdd} />;
  return (
    <Panel title={t("task.chooseXcom")} count={entries.length} actions={add}>
      <ul>
        {entries.map(({ key, timestamp }) => (
          <li key={key} className="border-b border-line last:border-0">
            <button
              type="button"
              aria-pressed={key === current}
              onClick={() => onChoose(key)}
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
  );
}
