import type { DagLine } from "../../api/dags.ts";
import { IconButton } from "../../kit/button.tsx";
import { Switch } from "../../kit/switch.tsx";
import { useWords } from "../../words/catalogue.ts";
import { useActions } from "./use-actions.ts";

export function PauseSwitch({ line }: { readonly line: DagLine }) {
  const t = useWords();
  const { pause } = useActions();
  return (
    <Switch
      label={t("dags.pauseSwitch", { dag: line.dag_id })}
      isOn={!line.is_paused}
      onChange={(isOn) => void pause([line.dag_id], !isOn)}
    />
  );
}

export function LineActions({ dagId }: { readonly dagId: string }) {
  const t = useWords();
  const { trigger } = useActions();
  return <IconButton icon="play" label={t("dags.triggerOne", { dag: dagId })} onClick={() => void trigger([dagId])} />;
}
