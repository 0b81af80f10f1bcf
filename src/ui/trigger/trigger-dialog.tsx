import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { dagQuery, triggerRun, type DagDetails } from "../api/dag.ts";
import { Button } from "../kit/button.tsx";
import { CodeBlock } from "../kit/code.tsx";
import { Dialog } from "../kit/dialog.tsx";
import { ErrorState, Loading } from "../kit/states.tsx";
import { linkToRun } from "../links.ts";
import { useWords } from "../words/catalogue.ts";
import { FreeConf } from "./free-conf.tsx";
import { ParamField } from "./param-field.tsx";
import { listParams, readDraft, toDraft, type Param } from "./params.ts";
import { RecentConfs, type Conf } from "./recent-confs.tsx";

interface TriggerDialogProps {
  readonly dagId: string;
  readonly onClose: () => void;
}

/** Starts a run by hand: a control for each parameter, configurations of runs before, and what will be sent. */
export function TriggerDialog({ dagId, onClose }: TriggerDialogProps) {
  const t = useWords();
  const { data, error } = useQuery(dagQuery(dagId));
  if (data !== undefined) return <TriggerForm dagId={dagId} dag={data} onClose={onClose} />;
  return (
    <Dialog title={t("trigger.title", { dag: dagId })} onClose={onClose}>
      {error === null ? <Loading rows={4} /> : <ErrorState error={error} />}
    </Dialog>
  );
}

const FORM = "trigger-form";

function TriggerForm({ dagId, dag, onClose }: TriggerDialogProps & { readonly dag: DagDetails }) {
  const t = useWords();
  const [params] = useState(() => listParams(dag.params));
  const [conf, setConf] = useState<Conf | null>({});
  const [isWrong, setWrong] = useState(false);
  const { start, failure, isBusy } = useTrigger(dagId);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (conf !== null && !isWrong) void start(conf);
  };
  const actions = (
    <>
      <Button look="quiet" onClick={onClose}>
        {t("common.cancel")}
      </Button>
      <Button look="primary" type="submit" form={FORM} disabled={conf === null || isWrong || isBusy} data-autofocus>
        {t("trigger.start")}
      </Button>
    </>
  );
  return (
    <Dialog title={t("trigger.title", { dag: dagId })} onClose={onClose} actions={actions}>
      <form id={FORM} className="grid gap-4" onSubmit={submit}>
        {params.length === 0 ? (
          <FreeConf dagId={dagId} onConf={setConf} />
        ) : (
          <Parameters {...{ dagId, params }} onConf={(next, wrong) => (setConf(next), setWrong(wrong))} />
        )}
        <Preview dag={dag} conf={conf} />
        {failure !== "" && (
          <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger-ink">
            {failure}
          </p>
        )}
      </form>
    </Dialog>
  );
}

interface ParametersProps {
  readonly dagId: string;
  readonly params: readonly Param[];
  readonly onConf: (conf: Conf, isWrong: boolean) => void;
}

function Parameters({ dagId, params, onConf }: ParametersProps) {
  const [draft, setDraft] = useState(() => toDraft(params, {}));
  const { problems } = readDraft(params, draft);
  const change = (next: typeof draft) => {
    setDraft(next);
    const reading = readDraft(params, next);
    onConf(reading.conf, reading.problems.size > 0);
  };
  return (
    <>
      <RecentConfs dagId={dagId} onChoose={(conf) => change(toDraft(params, conf))} />
      {params.map((param) => (
        <ParamField
          key={param.name}
          param={param}
          value={draft[param.name] ?? ""}
          problem={problems.get(param.name)}
          onChange={(value) => change({ ...draft, [param.name]: value })}
        />
      ))}
    </>
  );
}

/** What will happen: when the run starts, and what it is given. */
function Preview({ dag, conf }: { readonly dag: DagDetails; readonly conf: Conf | null }) {
  const t = useWords();
  const isFull = dag.max_active_runs !== null && dag.active_runs_count >= dag.max_active_runs;
  const when = isFull ? t("trigger.waits", { count: dag.active_runs_count }) : t("trigger.now");
  return (
    <div className="grid gap-1.5 rounded-md bg-hover px-3 py-2 text-xs text-ink-2">
      <p>{dag.is_paused ? t("trigger.paused") : when}</p>
      {conf !== null && Object.keys(conf).length > 0 ? (
        <CodeBlock text={JSON.stringify(conf, null, 2)} label={t("trigger.sends")} />
      ) : (
        <p>{t("trigger.defaults")}</p>
      )}
    </div>
  );
}

function useTrigger(dagId: string) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [failure, setFailure] = useState("");
  const [isBusy, setBusy] = useState(false);
  const start = async (conf: Conf): Promise<void> => {
    setBusy(true);
    try {
      const run = await triggerRun(dagId, conf);
      await navigate(linkToRun(dagId, run.dag_run_id));
      void queries.invalidateQueries({ queryKey: ["dag", dagId] });
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  return { start, failure, isBusy };
}
