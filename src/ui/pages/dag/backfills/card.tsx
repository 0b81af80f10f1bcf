import { useQuery } from "@tanstack/react-query";
import { backfillQuery, controlBackfill, type Backfill, type BackfillDetails } from "../../../api/backfills.ts";
import { useMay } from "../../../api/session.ts";
import { useChange } from "../../../api/use-change.ts";
import { Button } from "../../../kit/button.tsx";
import { Panel } from "../../../kit/panel.tsx";
import { Status } from "../../../kit/status.tsx";
import { Time } from "../../../kit/time.tsx";
import { formatTime } from "../../../time/format.ts";
import { useWords } from "../../../words/catalogue.ts";

const LOOKS = {
  pending: "none",
  refused: "bad",
  running: "good",
  paused: "warning",
  cancelling: "warning",
  cancelled: "warning",
  completed: "good",
} as const;

interface BackfillCardProps {
  readonly dagId: string;
  readonly backfill: Backfill;
}

export function BackfillCard({ dagId, backfill }: BackfillCardProps) {
  const t = useWords();
  const mayOperate = useMay("operate");
  const { id, from_date: from, to_date: to } = backfill;
  const { data } = useQuery(backfillQuery(dagId, id));
  const span = `${formatTime(Date.parse(from))} – ${formatTime(Date.parse(to))}`;
  const isLive = data?.state === "running" || data?.state === "paused" || data?.state === "pending";
  const controls = mayOperate && isLive && <Controls dagId={dagId} id={id} isPaused={data.state === "paused"} />;
  return (
    <Panel title={t("backfills.number", { number: String(id) })} actions={controls}>
      <div className="grid gap-2 px-3 py-2.5">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          {data !== undefined && <Status is={LOOKS[data.state]} words={t(`backfills.${data.state}`)} />}
          <span className="tabular font-medium">{span}</span>
          <span className="text-ink-2">{t(`backfills.reprocess_${backfill.reprocess_behavior}`)}</span>
          <span className="text-ink-3">{t("backfills.atOnce", { count: backfill.max_active_runs })}</span>
          {data?.run_backwards === true && <span className="text-ink-3">{t("backfills.newestFirst")}</span>}
          <span className="text-xs text-ink-3">
            {data?.made_by} · <Time value={backfill.created_at} />
          </span>
        </div>
        {typeof data?.reason === "string" && <p className="text-danger-ink">{data.reason}</p>}
        {data !== undefined && <Progress details={data} />}
      </div>
    </Panel>
  );
}

/** How far it has walked through its range; what it left out has a reason each. */
function Progress({ details }: { readonly details: BackfillDetails }) {
  const t = useWords();
  const { progress, backfill, run_backwards: isBackwards } = details;
  if (progress === null) return null;
  const [from, to] = [Date.parse(backfill.from_date), Date.parse(backfill.to_date)];
  const at = progress.logical_date === null ? from : Date.parse(progress.logical_date);
  const walked = to <= from ? 1 : (at - from) / (to - from);
  const share = progress.is_walked ? 1 : Math.min(1, Math.max(0, isBackwards ? 1 - walked : walked));
  const left = Object.values(progress.left).reduce((sum, count) => sum + count, 0);
  return (
    <div className="grid gap-1">
      <div
        role="progressbar"
        aria-label={t("backfills.progress")}
        aria-valuenow={Math.round(share * 100)}
        className="h-2 overflow-hidden rounded-sm bg-line"
      >
        <div className="h-full bg-accent" style={{ inlineSize: `${share * 100}%` }} />
      </div>
      <span className="tabular flex flex-wrap gap-x-4 text-xs text-ink-2">
        <span>{t("backfills.made", { count: progress.made })}</span>
        <span>{t("backfills.rerunCount", { count: progress.rerun })}</span>
        <span>{t("backfills.left", { count: left })}</span>
      </span>
    </div>
  );
}

interface ControlsProps {
  readonly dagId: string;
  readonly id: number;
  readonly isPaused: boolean;
}

function Controls({ dagId, id, isPaused }: ControlsProps) {
  const t = useWords();
  const [isBusy, change] = useChange();
  const act = (action: "pause" | "unpause" | "cancel") =>
    void change({
      act: () => controlBackfill(id, action),
      done: t(`backfills.${action}Done`, { number: String(id) }),
      touches: ["dag", dagId],
    });
  return (
    <span className="flex gap-1">
      <Button
        look="quiet"
        className="h-7!"
        icon={isPaused ? "play" : "pause"}
        disabled={isBusy}
        onClick={() => act(isPaused ? "unpause" : "pause")}
      >
        {t(isPaused ? "backfills.unpause" : "backfills.pause")}
      </Button>
      <Button look="quiet" className="h-7!" icon="stop" disabled={isBusy} onClick={() => act("cancel")}>
        {t("backfills.cancel")}
      </Button>
    </span>
  );
}
