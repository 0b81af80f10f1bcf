import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import type { Touched } from "../api/instance-shape.ts";
import { Button } from "../kit/button.tsx";
import { Dialog } from "../kit/dialog.tsx";
import { showError, showToast } from "../kit/toast.tsx";
import { useWords } from "../words/catalogue.ts";
import { TouchedList } from "./touched-list.tsx";

interface ActionDialogProps {
  readonly title: string;
  /** What the rehearsal depends on: another one rehearses again. */
  readonly options: unknown;
  readonly dagId: string;
  readonly rehearse: () => Promise<readonly Touched[]>;
  readonly act: () => Promise<unknown>;
  readonly onClose: () => void;
  readonly isDangerous?: boolean;
  /** It makes sense even when no instance is touched. */
  readonly mayBeEmpty?: boolean;
  /** Choices above the preview. */
  readonly children?: ReactNode;
}

/** An action that says what it will touch before it does anything. */
export function ActionDialog(props: ActionDialogProps) {
  const { title, options, dagId, rehearse, onClose, isDangerous = false, mayBeEmpty = false, children } = props;
  const t = useWords();
  const { data, error, isFetching } = useQuery({
    queryKey: ["rehearsal", dagId, title, options],
    queryFn: rehearse,
    staleTime: 0,
    gcTime: 0,
    placeholderData: (before: readonly Touched[] | undefined) => before,
  });
  const [isBusy, act] = useAct(props, data?.length ?? 0);
  const isEmpty = data === undefined || (data.length === 0 && !mayBeEmpty);
  const actions = (
    <>
      <Button look="quiet" onClick={onClose}>
        {t("common.cancel")}
      </Button>
      <Button look={isDangerous ? "danger" : "primary"} disabled={isEmpty || isFetching || isBusy} onClick={act}>
        {title}
      </Button>
    </>
  );
  return (
    <Dialog title={title} onClose={onClose} actions={actions}>
      <div className="grid gap-4">
        {children}
        <TouchedList touched={data} error={error} />
      </div>
    </Dialog>
  );
}

function useAct({ act, dagId, onClose }: ActionDialogProps, count: number): readonly [boolean, () => void] {
  const t = useWords();
  const queries = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      await act();
      showToast(t("action.done", { count }));
      onClose();
    } catch (error) {
      showError(error);
      setBusy(false);
    }
    await queries.invalidateQueries({ queryKey: ["dag", dagId] });
  };
  return [isBusy, () => void run()];
}
