import { useState } from "react";
import { Button } from "../../kit/button.tsx";
import { Dialog } from "../../kit/dialog.tsx";
import { useWords } from "../../words/catalogue.ts";
import { IdList } from "./id-list.tsx";
import { useActions } from "./use-actions.ts";

interface BulkDialogProps {
  readonly ids: readonly string[];
  readonly onClose: () => void;
}

export function TriggerDialog({ ids, onClose }: BulkDialogProps) {
  const t = useWords();
  const { trigger } = useActions();
  const [progress, setProgress] = useState<number | null>(null);
  const run = async () => {
    setProgress(0);
    await trigger(ids, setProgress);
    onClose();
  };
  const actions = (
    <>
      <Button onClick={onClose}>{t("common.cancel")}</Button>
      <Button look="primary" disabled={progress !== null} onClick={() => void run()}>
        {progress === null ? t("dags.trigger") : t("dags.progress", { done: progress, total: ids.length })}
      </Button>
    </>
  );
  return (
    <Dialog title={t("dags.confirmTrigger", { count: ids.length })} onClose={onClose} actions={actions}>
      <p className="mb-3 text-ink-2">{t("dags.confirmTriggerHint")}</p>
      <IdList ids={ids} />
    </Dialog>
  );
}
