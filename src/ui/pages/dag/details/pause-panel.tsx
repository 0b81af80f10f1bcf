import { useQuery } from "@tanstack/react-query";
import { scheduleQuery } from "../../../api/schedule.ts";
import { Facts } from "../../../kit/facts.tsx";
import { Panel } from "../../../kit/panel.tsx";
import { ErrorState, Loading } from "../../../kit/states.tsx";
import { Status } from "../../../kit/status.tsx";
import { Time } from "../../../kit/time.tsx";
import { useWords } from "../../../words/catalogue.ts";

/** Whether the schedule runs, and if not: who paused it, when and why. */
export function PausePanel({ dagId }: { readonly dagId: string }) {
  const t = useWords();
  const { data, error } = useQuery(scheduleQuery(dagId));
  if (error !== null && data === undefined) return <ErrorState error={error} />;
  if (data === undefined) return <Loading rows={3} />;
  const { is_paused: isPaused, pause, next_run_after } = data;
  const status = <Status is={isPaused ? "warning" : "good"} words={t(isPaused ? "dag.paused" : "dag.active")} />;
  const why = pause && [
    { name: t("details.pausedBy"), value: pause.by },
    { name: t("details.pausedAt"), value: <Time value={pause.at} look="absolute" /> },
    { name: t("details.pausedWhy"), value: pause.reason?.text ?? t("details.noReason") },
  ];
  return (
    <Panel title={t("dag.schedule")}>
      <Facts
        facts={[
          { name: t("details.state"), value: status },
          ...(isPaused && why !== null ? why : []),
          { name: t("dag.next"), value: isPaused ? "–" : <Time value={next_run_after} look="absolute" /> },
          { name: t("details.leftOut"), value: data.slots_left_out },
        ]}
      />
    </Panel>
  );
}
