import { useState } from "react";
import { ActionDialog } from "../../actions/action-dialog.tsx";
import { rerun, type DagRun } from "../../api/run.ts";
import { Field, TextArea } from "../../kit/field.tsx";
import { Checkbox } from "../../kit/switch.tsx";
import { useWords } from "../../words/catalogue.ts";

interface RerunDialogProps {
  readonly dagId: string;
  readonly run: DagRun;
  readonly onClose: () => void;
}

type Conf = Readonly<Record<string, unknown>>;

/** Runs again with a configuration that is written anew. */
export function RerunDialog({ dagId, run, onClose }: RerunDialogProps) {
  const t = useWords();
  const [text, setText] = useState(() => JSON.stringify(run.conf ?? {}, null, 2));
  const [onlyFailed, setOnlyFailed] = useState(false);
  const conf = readConf(text);
  const runId = run.dag_run_id;
  const ask = (dryRun: boolean) => {
    if (conf === null) return Promise.reject(new Error(t("run.confInvalid")));
    return rerun(dagId, runId, { onlyFailed, conf, dryRun });
  };
  return (
    <ActionDialog
      title={t("run.rerun")}
      subject={runId}
      dagId={dagId}
      options={[runId, onlyFailed, text]}
      rehearse={() => ask(true)}
      act={() => ask(false)}
      onClose={onClose}
    >
      <Field label={t("run.conf")} error={conf === null ? t("run.confInvalid") : ""}>
        {(tie) => <TextArea {...tie} rows={8} value={text} onChange={(event) => setText(event.target.value)} />}
      </Field>
      <label className="flex items-center gap-2">
        <Checkbox isChecked={onlyFailed} onChange={setOnlyFailed} label={t("run.onlyFailed")} />
        {t("run.onlyFailed")}
      </label>
    </ActionDialog>
  );
}

/** An object of JSON; null for anything else. */
function readConf(text: string): Conf | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Conf) : null;
  } catch {
    return null;
  }
}
