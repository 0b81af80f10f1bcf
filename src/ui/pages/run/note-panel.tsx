import { useQueryClient } from "@tanstack/react-query";
import { setNote, type DagRun } from "../../api/run.ts";
import { NotePanel } from "../../actions/note-panel.tsx";

interface RunNoteProps {
  readonly dagId: string;
  readonly run: DagRun;
}

export function RunNote({ dagId, run }: RunNoteProps) {
  const queries = useQueryClient();
  const save = async (note: string) => {
    await setNote(dagId, run.dag_run_id, note);
    await queries.invalidateQueries({ queryKey: ["dag", dagId] });
  };
  return <NotePanel note={run.note} onSave={save} />;
}
