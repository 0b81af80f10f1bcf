import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { setNote, type DagRun } from "../../api/run.ts";
import { useMay } from "../../api/session.ts";
import { Button, IconButton } from "../../kit/button.tsx";
import { TextArea } from "../../kit/field.tsx";
import { Panel } from "../../kit/panel.tsx";
import { showError, showToast } from "../../kit/toast.tsx";
import { useWords } from "../../words/catalogue.ts";

interface NotePanelProps {
  readonly dagId: string;
  readonly run: DagRun;
}

/** The longest note that is kept, in characters. */
const LONGEST = 1000;

export function NotePanel({ dagId, run }: NotePanelProps) {
  const t = useWords();
  const mayOperate = useMay("operate");
  const [draft, setDraft] = useState<string | null>(null);
  const save = useSave(dagId, run);
  if (!mayOperate && run.note === null) return null;
  const edit = mayOperate && draft === null && (
    <IconButton icon="edit" label={t("run.addNote")} onClick={() => setDraft(run.note ?? "")} />
  );
  return (
    <Panel title={t("run.note")} actions={edit}>
      {draft === null && <p className="px-3 py-2 break-words whitespace-pre-wrap text-ink-2">{run.note ?? "–"}</p>}
      {draft !== null && (
        <NoteForm
          draft={draft}
          onChange={setDraft}
          onSave={() => {
            void save(draft);
            setDraft(null);
          }}
        />
      )}
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

function useSave(dagId: string, run: DagRun): (note: string) => Promise<void> {
  const t = useWords();
  const queries = useQueryClient();
  const { note: before, dag_run_id: runId } = run;
  return async (note) => {
    const put = async (text: string) => {
      await setNote(dagId, runId, text).catch(showError);
      await queries.invalidateQueries({ queryKey: ["dag", dagId] });
    };
    await put(note);
    showToast(t("run.noteSaved"), () => void put(before ?? ""));
  };
}
