import { useQueryClient } from "@tanstack/react-query";
import { setPaused } from "../../api/dags.ts";
import { forEachItem, type Done } from "../../api/for-each.ts";
import { triggerRun } from "../../api/runs.ts";
import { showError, showToast } from "../../kit/toast.tsx";
import { useWords } from "../../words/catalogue.ts";
import { replaceLines } from "./replace-lines.ts";

/** Lists are a moment behind what was just done; asked at once they would show it undone. Milliseconds. */
const BEHIND = 3_000;

/** What can be done about DAGs, one or many. What is refused is told; a pause can be undone. */
export function useActions() {
  const t = useWords();
  const queryClient = useQueryClient();
  const refresh = () => void queryClient.invalidateQueries({ queryKey: ["dags"] });
  const tellRefused = ({ refused }: Done<string>) => {
    const [first] = refused;
    if (first === undefined) return;
    const why = first.error instanceof Error ? first.error.message : "";
    showError(new Error(t("dags.refused", { count: refused.length, why })));
  };
  const pause = async (wanted: readonly string[], isPaused: boolean, isUndo = false) => {
    // What is so already is left alone: an undo brings back what was before, no more.
    const changed = replaceLines(queryClient, wanted, (line) =>
      line.is_paused === isPaused ? line : { ...line, is_paused: isPaused },
    );
    // Lines that came meanwhile may not know of what is undone, and would say that it is so already.
    const result = await forEachItem(isUndo ? wanted : changed, (id) => setPaused(id, isPaused));
    tellRefused(result);
    setTimeout(refresh, BEHIND);
    const { done } = result;
    if (done.length === 0 || isUndo) return;
    const words = isPaused ? "dags.didPause" : "dags.didUnpause";
    showToast(t(words, { count: done.length }), () => void pause(done, !isPaused, true));
  };
  const trigger = async (ids: readonly string[], onProgress?: (count: number) => void) => {
    const result = await forEachItem(ids, (id) => triggerRun(id), onProgress);
    tellRefused(result);
    if (result.done.length > 0) showToast(t("dags.didTrigger", { count: result.done.length }));
  };
  return { pause, trigger, tellRefused };
}
