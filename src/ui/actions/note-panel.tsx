import { useState } from "react";
import { useMay } from "../api/session.ts";
import { useWords } from "../words/catalogue.ts";
import { Button, IconButton } from "../kit/button.tsx";
import { TextArea } from "../kit/field.tsx";
import { Panel } from "../kit/panel.tsx";
import { showError, showToast } from "../kit/toast.tsx";

/** The longest note that is kept, in characters. */
const LONGEST = 1000;

interface NotePanelProps {
  readonly note: string | null;
  /** Keeps a note; an empty one is none. What refuses it throws. */
  readonly onSave: (note: string) => Promise<void>;
}

/** A note on a run or an instance, written by those who may; what stood there before can be had back. */
export function NotePanel({ note, onSave }: NotePanelProps) {
  const t = useWords();
  const mayOperate = useMay("operate");
  const [draft, setDraft] = useState<string | null>(null);
  if (!mayOperate && note === null) return null;
  const save = async (text: string) => {
    try {
      await onSave(text);
      setDraft(null);
      showToast(t("run.noteSaved"), () => void onSave(note ?? "").catch(showError));
    } catch (error) {
      showError(error);
    }
  };
  const edit = mayOperate && draft === null && (
    <IconButton icon="edit" label={t("run.addNote")} onClick={() => setDraft(note ?? "")} />
  );
  return (
    <Panel title={t("run.note")} actions={edit}>
      {draft === null && <p className="px-3 py-2 break-words whitespace-pre-wrap text-ink-2">{note ?? "–"}</p>}
      {draft !== null && <NoteForm draft={draft} onChange={setDraft} onSave={() => void save(draft)} />}
    </Panel>
  );
}

interface NoteFormProps {
  readonly draft: string;
  /** Null gives up. */
  readonly onChange: (draft: string | null) => void;
  readonly onSave: () => void;
}

function NoteForm({ draft, onChange, onSave }: NoteFormProps) {
  const t = useWords();
  return (
    <form
      className="grid gap-2 p-3"
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      <TextArea
        aria-label={t("run.note")}
        rows={3}
        maxLength={LONGEST}
        value={draft}
        onChange={(event) => onChange(event.target.value)}
      />
      <div className="flex justify-end gap-2">
        <Button look="quiet" onClick={() => onChange(null)}>
          {t("common.cancel")}
        </Button>
        <Button look="primary" type="submit">
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}
