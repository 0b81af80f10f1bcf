import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { xcomQuery, type InstanceKey } from "../../api/instance.ts";
import { createXCom, deleteXCom } from "../../api/instance-edits.ts";
import { useMay } from "../../api/session.ts";
import { Button } from "../../kit/button.tsx";
import { CodeBlock } from "../../kit/code.tsx";
import { ErrorState, Loading } from "../../kit/states.tsx";
import { showError, showToast } from "../../kit/toast.tsx";
import { useWords } from "../../words/catalogue.ts";
import { XComForm, type Edited } from "./xcom-form.tsx";

interface XComValueProps {
  readonly instanceKey: InstanceKey;
  readonly name: string;
}

export function XComValue({ instanceKey, name }: XComValueProps) {
  const mayOperate = useMay("operate");
  const { data, error, refetch } = useQuery(xcomQuery(instanceKey, name));
  if (data === undefined && error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={3} />;
  return (
    <div className="grid min-w-0 gap-2">
      {mayOperate && <Edits instanceKey={instanceKey} edited={{ key: name, value: data.value }} />}
      <CodeBlock text={JSON.stringify(data.value, null, 2)} label={name} />
    </div>
  );
}

function Edits({ instanceKey, edited }: { readonly instanceKey: InstanceKey; readonly edited: Edited }) {
  const t = useWords();
  const [isEditing, setEditing] = useState(false);
  const drop = useDelete(instanceKey, edited);
  return (
    <div className="flex justify-end gap-2">
      <Button icon="edit" onClick={() => setEditing(true)}>
        {t("task.edit")}
      </Button>
      <Button icon="trash" look="quiet" onClick={() => void drop()}>
        {t("common.delete")}
      </Button>
      {isEditing && <XComForm instanceKey={instanceKey} edited={edited} onClose={() => setEditing(false)} />}
    </div>
  );
}

/** Deletes at once; to undo it the value, which stands on the page, is published again. */
function useDelete(instanceKey: InstanceKey, { key, value }: Edited): () => Promise<void> {
  const t = useWords();
  const queries = useQueryClient();
  const change = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      showError(error);
      return false;
    } finally {
      await queries.invalidateQueries({ queryKey: ["dag", instanceKey.dagId] });
    }
  };
  return async () => {
    const isDone = await change(() => deleteXCom(instanceKey, key));
    if (!isDone) return;
    showToast(t("common.deleted", { name: key }), () => void change(() => createXCom(instanceKey, key, value)));
  };
}
