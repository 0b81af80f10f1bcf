import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useWords } from "../words/catalogue.ts";
import { FormDialog } from "./form-dialog.tsx";
import { showToast } from "./toast.tsx";

interface DeleteDialogProps {
  /** Its name, as people know it. */
  readonly name: string;
  /** What follows from it. */
  readonly hint: string;
  readonly onDelete: () => Promise<unknown>;
  readonly touches: QueryKey;
  readonly onClose: () => void;
}

/** Asks before something goes that cannot be brought back. */
export function DeleteDialog({ name, hint, onDelete, touches, onClose }: DeleteDialogProps) {
  const t = useWords();
  const queries = useQueryClient();
  const remove = async () => {
    await onDelete();
    showToast(t("common.deleted", { name }));
    await queries.invalidateQueries({ queryKey: touches });
  };
  return (
    <FormDialog
      title={t("common.deleteOf", { name })}
      submit={t("common.delete")}
      isDangerous
      onSubmit={remove}
      onClose={onClose}
    >
      <p>{hint}</p>
    </FormDialog>
  );
}
