import { IconButton } from "../kit/button.tsx";
import { useWords } from "../words/catalogue.ts";

interface RowActionsProps {
  readonly name: string;
  readonly onEdit: (name: string) => void;
  /** Absent where it would be refused. */
  readonly onDelete?: ((name: string) => void) | undefined;
}

/** What can be done about a row, at its end. */
export function RowActions({ name, onEdit, onDelete }: RowActionsProps) {
  const t = useWords();
  return (
    <span className="flex gap-1">
      <IconButton icon="edit" label={t("admin.edit", { name })} onClick={() => onEdit(name)} />
      {onDelete !== undefined && (
        <IconButton icon="trash" label={t("admin.remove", { name })} onClick={() => onDelete(name)} />
      )}
    </span>
  );
}
