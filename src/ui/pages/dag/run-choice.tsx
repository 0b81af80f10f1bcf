import type { GridModel } from "../../grid/grid-model.ts";
import { Select } from "../../kit/field.tsx";
import { useSearchState } from "../../search-state.ts";
import { formatTime } from "../../time/format.ts";
import { useWords } from "../../words/catalogue.ts";

/** The run that a view of the DAG shows: the newest unless the URL names another. */
export function RunChoice({ model, current }: { readonly model: GridModel | null; readonly current: string }) {
  const t = useWords();
  const [, setRun] = useSearchState("run");
  if (model === null || model.columns.length === 0) return null;
  const options = model.columns.toReversed().map(({ run }) => ({
    value: run.runId,
    label: `${formatTime(run.runAfter)} · ${t(`state.${run.state}`)}`,
  }));
  return <Select aria-label={t("graph.run")} className="w-60!" value={current} options={options} onChange={setRun} />;
}
