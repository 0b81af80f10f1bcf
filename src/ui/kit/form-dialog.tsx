import { useId, useState, type FormEvent, type ReactNode } from "react";
import { useWords } from "../words/catalogue.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";

interface FormDialogProps {
  readonly title: string;
  readonly onClose: () => void;
  /** What it rejects with is shown above the buttons, and the form stays. */
  readonly onSubmit: () => Promise<unknown>;
  /** "Save" unless given. */
  readonly submit?: string;
  readonly isInvalid?: boolean;
  readonly isDangerous?: boolean;
  /** Buttons at the start of the line of buttons. */
  readonly extra?: ReactNode;
  readonly size?: "normal" | "wide";
  readonly children: ReactNode;
}

/** A dialog that sends something: Enter sends, a refusal is read out and nothing typed is lost. */
export function FormDialog({ title, onClose, children, size = "normal", ...form }: FormDialogProps) {
  const id = useId();
  const [error, setError] = useState("");
  const [isBusy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError("");
    try {
      await form.onSubmit();
      onClose();
    } catch (refusal) {
      setError(refusal instanceof Error ? refusal.message : String(refusal));
      setBusy(false);
    }
  };
  const actions = <Actions {...form} formId={id} isBusy={isBusy} onClose={onClose} />;
  return (
    <Dialog title={title} onClose={onClose} size={size} actions={actions}>
      <form id={id} onSubmit={(event) => void send(event)} className="grid gap-3">
        {children}
        {error !== "" && (
          <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 break-words text-danger-ink">
            {error}
          </p>
        )}
      </form>
    </Dialog>
  );
}

interface ActionsProps extends Pick<FormDialogProps, "submit" | "isInvalid" | "isDangerous" | "extra" | "onClose"> {
  readonly formId: string;
  readonly isBusy: boolean;
}

function Actions({ submit, isInvalid = false, isDangerous = false, extra, onClose, formId, isBusy }: ActionsProps) {
  const t = useWords();
  return (
    <>
      {extra}
      <Button look="quiet" onClick={onClose}>
        {t("common.cancel")}
      </Button>
      <Button type="submit" form={formId} look={isDangerous ? "danger" : "primary"} disabled={isBusy || isInvalid}>
        {submit ?? t("common.save")}
      </Button>
    </>
  );
}
