import { useInfiniteQuery } from "@tanstack/react-query";
import { runsQuery } from "../api/runs.ts";
import { Select } from "../kit/field.tsx";
import { formatTime } from "../time/format.ts";
import { useWords } from "../words/catalogue.ts";

export type Conf = Readonly<Record<string, unknown>>;

const SHOWN = 10;

/** Configurations that runs were given by hand, the newest first, each once. */
export function RecentConfs({ dagId, onChoose }: { readonly dagId: string; readonly onChoose: (conf: Conf) => void }) {
  const t = useWords();
  const { data } = useInfiniteQuery(runsQuery({ run_type: ["manual"] }, dagId));
  const runs = data?.pages[0]?.dag_runs.filter(({ conf }) => conf !== null && Object.keys(conf).length > 0) ?? [];
  const different = [...new Map(runs.toReversed().map((run) => [JSON.stringify(run.conf), run])).values()];
  const recent = different.toReversed().slice(0, SHOWN);
  if (recent.length === 0) return null;
  const options = [
    { value: "", label: t("trigger.recent") },
    ...recent.map(({ dag_run_id, run_after, conf }) => ({
      value: dag_run_id,
      label: `${formatTime(Date.parse(run_after))} · ${JSON.stringify(conf).slice(0, 80)}`,
    })),
  ];
  return (
    <Select
      aria-label={t("trigger.recent")}
      value=""
      options={options}
      onChange={(id) => {
        const conf = recent.find(({ dag_run_id }) => dag_run_id === id)?.conf ?? null;
        if (conf !== null) onChoose(conf);
      }}
    />
  );
}
