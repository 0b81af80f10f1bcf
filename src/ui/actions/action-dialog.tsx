import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Touched } from "../api/instance-shape.ts";
import { Button } from "../kit/button.tsx";
import { Dialog } from "../kit/dialog.tsx";
import { showToast } from "../kit/toast.tsx";
import { useWords } from "../words/catalogue.ts";
import { postpone } from "./postpone.ts";
import { TouchedList } from "./touched-list.tsx";

interface ActionDialogProps {
  readonly title: string;
  /** What it is done to, as the message names it that offers to undo it. */
  readonly subject: string;
  /** What the rehearsal depends on: another one rehearses again. */
  readonly options: unknown;
  readonly dagId: string;
  readonly rehearse: () => Promise<readonly Touched[]>;
  readonly act: () => Promise<unknown>;
  readonly onClose: () => void;
  readonly isDangerous?: boolean;
  /** What it does even when no instance is touched; without them it does nothing then. */
  readonly emptyWords?: string;
  /** Choices above the preview. */
  readonly children?: ReactNode;
}

/** An action that says what it will touch before it does anything. */
export function ActionDialog(props: ActionDialogProps) {
  const { title, options, dagId, rehearse, onClose, isDangerous = false, emptyWords, children } = props;
  const t = useWords();
  const { data, error, isFetching } = useQuery({
    queryKey: ["rehearsal", dagId, title, options],
    queryFn: rehearse,
    staleTime: 0,
    gcTime: 0,
    placeholderData: (before: readonly Touched[] | undefined) => before,
  });
  const act = useAct(props, data?.length ?? 0);
  const isEmpty = data === undefined || (data.length === 0 && emptyWords === undefined);
  const actions = (
    <>
      <Button look="quiet" onClick={onClose}>
        {t("common.cancel")}
      </Button>
      <Button look={isDangerous ? "danger" : "primary"} disabled={isEmpty || isFetching} onClick={act}>
        {title}
      </Button>
    </>
  );
  return (
    <Dialog title={title} onClose={onClose} actions={actions}>
      <div className="grid gap-4">
        {children}
        <TouchedList touched={data} error={error} emptyWords={emptyWords} />
      </div>
    </Dialog>
  );
}

/** Confirms: the dialog goes, and the action waits a moment in which it can be undone. */
function useAct({ title, subject, act, dagId, onClose }: ActionDialogProps, count: number): () => void {
  const t = useWords();
  const queries = useQueryClient();
  const run = async () => {
    try {
      await act();
      showToast(t("action.done", { count }));
    } finally {
      await queries.invalidateQueries({ queryKey: ["dag", dagId] });
    }
  };
  return () => {
    onClose();
    const instances = t("action.previewCount", { count });
    postpone({ words: t("action.waiting", { action: title, subject, instances }), act: run });
  };
}
