import type { DagLine } from "../../api/dags.ts";
import { Time } from "../../kit/time.tsx";
import { getZone } from "../../time/format.ts";
import { getLanguageTag, useWords } from "../../words/catalogue.ts";
import { describeSchedule } from "./schedule-words.ts";

/** In words; the title is what the author wrote. */
export function Schedule({ summary }: { readonly summary: string | null }) {
  const t = useWords();
  const { words, zone } = describeSchedule(summary, { t, language: getLanguageTag(), zone: getZone() });
  return (
    <span className="flex min-w-0 gap-1.5" title={summary ?? words}>
      <span className="max-w-full shrink-0 truncate text-ink-2">{words}</span>
      {zone !== null && <span className="truncate text-ink-3">{zone.split("/").at(-1)?.replaceAll("_", " ")}</span>}
    </span>
  );
}

/** When the schedule starts it next: how far away, and the local time. */
export function NextRun({ line }: { readonly line: DagLine }) {
  const t = useWords();
  if (line.is_paused) return <span className="text-ink-3">{t("state.paused")}</span>;
  if (line.next_run === null) return <span className="text-ink-3">–</span>;
  return (
    <span className="flex min-w-0 gap-2">
      <span className="shrink-0 text-ink-2">
        <Time value={line.next_run.run_after} />
      </span>
      <span className="text-ink-3">
        <Time value={line.next_run.run_after} look="near" />
      </span>
    </span>
  );
}
