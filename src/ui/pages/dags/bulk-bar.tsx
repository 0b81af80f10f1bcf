import { useState } from "react";
import { Button, IconButton } from "../../kit/button.tsx";
import { useWords } from "../../words/catalogue.ts";
import { ClearDialog } from "./clear-dialog.tsx";
import { TriggerDialog } from "./trigger-dialog.tsx";
import { useActions } from "./use-actions.ts";
import type { Selection } from "./use-selection.ts";

interface BulkBarProps {
  readonly selection: Selection;
  /** How many the filter leaves. */
  readonly matching: number;
}

/** In the place of the filters while rows are selected. A pause can be undone; the rest is asked first, with its size. */
export function BulkBar({ selection, matching }: BulkBarProps) {
  const t = useWords();
  const { pause } = useActions();
  const [dialog, setDialog] = useState<"trigger" | "clear" | null>(null);
  const ids = [...selection.ids];
  const close = () => setDialog(null);
  return (
    <div className="flex min-h-12 flex-wrap items-center gap-2 border-b border-line bg-selected px-3 py-2 sm:px-4">
      <span className="tabular font-medium">{t("common.selected", { count: ids.length })}</span>
      {!selection.isAll && (
        <Button look="quiet" onClick={selection.selectAll}>
          {t("dags.selectMatching", { count: matching })}
        </Button>
      )}
      <span className="flex-1" />
      <Button icon="pause" onClick={() => void pause(ids, true)}>
        {t("dags.pause")}
      </Button>
      <Button icon="play" onClick={() => void pause(ids, false)}>
        {t("dags.unpause")}
      </Button>
      <Button icon="plus" onClick={() => setDialog("trigger")}>
        {t("dags.trigger")}
      </Button>
      <Button icon="clear" onClick={() => setDialog("clear")}>
        {t("dags.clearFailed")}
      </Button>
      <IconButton icon="close" label={t("dags.clearSelection")} onClick={selection.clear} />
      {dialog === "trigger" && <TriggerDialog ids={ids} onClose={close} />}
      {dialog === "clear" && <ClearDialog ids={ids} onClose={close} />}
    </div>
  );
}
