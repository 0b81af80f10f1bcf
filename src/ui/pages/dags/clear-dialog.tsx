import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { postpone } from "../../actions/postpone.ts";
import { forEachItem } from "../../api/for-each.ts";
import { clearFailedRuns } from "../../api/runs.ts";
import { Button } from "../../kit/button.tsx";
import { Dialog } from "../../kit/dialog.tsx";
import { Field, Select } from "../../kit/field.tsx";
import { ErrorState } from "../../kit/states.tsx";
import { showToast } from "../../kit/toast.tsx";
import { useWords } from "../../words/catalogue.ts";
import { IdList } from "./id-list.tsx";
import { useActions } from "./use-actions.ts";

interface ClearDialogProps {
  readonly ids: readonly string[];
  readonly onClose: () => void;
}

const HOUR = 3_600_000;
/** Requests that a browser takes from a page that is left (64 KB of them); of more, none waits. */
const LEAVING = 300;

/** Runs again what failed in many DAGs: first it says in which, and how many runs. */
export function ClearDialog({ ids, onClose }: ClearDialogProps) {
  const t = useWords();
  const [hours, setHours] = useState<"24" | "72" | "168">("24");
  const rehearsal = useRehearsal(ids, Number(hours));
  const clear = useClear(onClose);
  const { data } = rehearsal;
  const options = [
    { value: "24" as const, label: t("home.lastDay") },
    { value: "72" as const, label: t("home.lastThreeDays") },
    { value: "168" as const, label: t("home.lastWeek") },
  ];
  const actions = (
    <>
      <Button onClick={onClose}>{t("common.cancel")}</Button>
      <Button look="primary" disabled={data === undefined || data.total === 0} onClick={() => data && clear(data)}>
        {t("common.clear")}
      </Button>
    </>
  );
  return (
    <Dialog title={t("dags.confirmClear")} onClose={onClose} actions={actions}>
      <div className="grid gap-3">
        <p className="text-ink-2">{t("dags.confirmClearHint")}</p>
        <Field label={t("dags.clearSince")}>
          {(tie) => <Select {...tie} options={options} value={hours} onChange={setHours} />}
        </Field>
        {rehearsal.error !== null && <ErrorState error={rehearsal.error} />}
        <p role="status" className="font-medium">
          {data === undefined ? t("dags.counting") : t("dags.willClear", { count: data.total })}
        </p>
        {data !== undefined && data.total > 0 && <IdList ids={data.dags} />}
      </div>
    </Dialog>
  );
}

/** Counts before anything is done; the instant is kept, so that what was counted is what is cleared. */
function useRehearsal(ids: readonly string[], hours: number) {
  return useQuery({
    queryKey: ["clear-rehearsal", ids, hours],
    gcTime: 0,
    queryFn: async () => {
      const since = new Date(Date.now() - hours * HOUR).toISOString();
      const counts = new Map<string, number>();
      const { refused } = await forEachItem(ids, async (id) => counts.set(id, await clearFailedRuns(id, since, true)));
      const [first] = refused;
      if (first !== undefined) throw first.error;
      const dags = ids.filter((id) => (counts.get(id) ?? 0) > 0);
      return { since, dags, total: [...counts.values()].reduce((sum, count) => sum + count, 0) };
    },
  });
}

interface Counted {
  readonly dags: readonly string[];
  readonly since: string;
  readonly total: number;
}

/** Waits a moment, in which it can be undone. Of a page that is left meanwhile, all requests go out at once. */
function useClear(onClose: () => void): (counted: Counted) => void {
  const t = useWords();
  const { tellRefused } = useActions();
  const send = async ({ dags, since }: Counted, isLeaving: boolean) => {
    let count = 0;
    const clear = async (id: string) => {
      count += await clearFailedRuns(id, since, false);
    };
    tellRefused(await forEachItem(dags, clear, undefined, isLeaving ? dags.length : undefined));
    if (count > 0) showToast(t("dags.didClear", { count }));
  };
  return (counted) => {
    onClose();
    const act = (isLeaving: boolean) => send(counted, isLeaving);
    if (counted.dags.length > LEAVING) void act(false);
    else postpone({ words: t("dags.willClear", { count: counted.total }), act });
  };
}
