import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ActionDialog } from "../../actions/action-dialog.tsx";
import { LatestChoice } from "../../actions/latest-choice.tsx";
import { postpone } from "../../actions/postpone.ts";
import { clearRun, deleteRun, holdRun, markRun, rehearseClear, rehearseMark, type DagRun } from "../../api/run.ts";
import { useShortcuts } from "../../keys/registry.ts";
import { Button } from "../../kit/button.tsx";
import { Icon } from "../../kit/icon.tsx";
import { Menu } from "../../kit/menu.tsx";
import { showError, showToast } from "../../kit/toast.tsx";
import { useWords } from "../../words/catalogue.ts";
import { RerunDialog } from "./rerun-dialog.tsx";

type Asked = "clearFailed" | "clearAll" | "markSuccess" | "markFailed" | "rerun" | null;

interface RunActionsProps {
  readonly dagId: string;
  readonly run: DagRun;
}

export function RunActions({ dagId, run }: RunActionsProps) {
  const t = useWords();
  const [asked, ask] = useState<Asked>(null);
  const { hold, remove } = useRunDeeds(dagId, run.dag_run_id);
  const isOver = run.end_date !== null;
  useShortcuts([{ keys: "c", words: "run.clearFailed", group: "page", run: () => ask("clearFailed") }]);
  const state = [
    { label: t("run.clearFailed"), icon: "clear" as const, onSelect: () => ask("clearFailed") },
    { label: t("run.clearAll"), icon: "clear" as const, onSelect: () => ask("clearAll") },
    { label: t("run.rerun"), icon: "edit" as const, onSelect: () => ask("rerun") },
  ];
  const mark = [
    { label: t("run.markSuccess"), icon: "check" as const, onSelect: () => ask("markSuccess") },
    { label: t("run.markFailed"), icon: "close" as const, onSelect: () => ask("markFailed") },
  ];
  const holding = [
    { label: t("run.hold"), icon: "pause" as const, onSelect: () => void hold(true) },
    { label: t("run.resume"), icon: "play" as const, onSelect: () => void hold(false) },
  ];
  const danger = [{ label: t("run.remove"), icon: "trash" as const, isDangerous: true, onSelect: remove }];
  const groups = [state, mark, ...(isOver ? [] : [holding]), danger].map((items) => ({ items }));
  return (
    <div className="flex items-center gap-2">
      <Button icon="clear" onClick={() => ask(run.state === "failed" ? "clearFailed" : "clearAll")}>
        {t(run.state === "failed" ? "run.clearFailed" : "run.clearAll")}
      </Button>
      <Menu
        align="end"
        label={t("run.actions")}
        button={<Icon name="more" />}
        buttonClassName="inline-flex size-8 items-center justify-center rounded-md border border-line-strong bg-surface hover:bg-hover"
        groups={groups}
      />
      {asked !== null && <AskedDialog {...{ dagId, run, asked }} onClose={() => ask(null)} />}
    </div>
  );
}

interface AskedDialogProps extends RunActionsProps {
  readonly asked: Exclude<Asked, null>;
  readonly onClose: () => void;
}

function AskedDialog({ dagId, run, asked, onClose }: AskedDialogProps) {
  const t = useWords();
  const [onLatest, setOnLatest] = useState(true);
  const runId = run.dag_run_id;
  if (asked === "rerun") return <RerunDialog dagId={dagId} run={run} onClose={onClose} />;
  const isClear = asked === "clearFailed" || asked === "clearAll";
  const choice = { onlyFailed: asked === "clearFailed", onLatest };
  const state = asked === "markSuccess" ? "success" : "failed";
  return (
    <ActionDialog
      title={t(`run.${asked}`)}
      subject={runId}
      dagId={dagId}
      options={[runId, asked, onLatest]}
      rehearse={() => (isClear ? rehearseClear(dagId, runId, choice) : rehearseMark(dagId, runId, state))}
      act={() => (isClear ? clearRun(dagId, runId, choice) : markRun(dagId, runId, state))}
      isDangerous={asked === "markFailed"}
      {...(isClear ? {} : { emptyWords: t(`run.${asked}Only`) })}
      onClose={onClose}
    >
      {isClear && <LatestChoice isOn={onLatest} onChange={setOnLatest} />}
    </ActionDialog>
  );
}

function useRunDeeds(dagId: string, runId: string) {
  const t = useWords();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const hold = async (isHeld: boolean): Promise<void> => {
    try {
      await holdRun(dagId, runId, isHeld);
      showToast(t(isHeld ? "run.held" : "run.resumed", { run: runId }), () => void hold(!isHeld));
    } catch (error) {
      showError(error);
    }
    await queries.invalidateQueries({ queryKey: ["dag", dagId] });
  };
  const remove = () => {
    const stay = () => void navigate({ to: "/dags/$dagId/runs/$runId", params: { dagId, runId } });
    const act = async () => {
      await deleteRun(dagId, runId);
      await queries.invalidateQueries({ queryKey: ["dag", dagId] });
    };
    postpone({ words: t("run.removed", { run: runId }), act, onUndone: stay });
    void navigate({ to: "/dags/$dagId", params: { dagId } });
  };
  return { hold, remove };
}
