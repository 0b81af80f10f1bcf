import { Checkbox } from "../kit/switch.tsx";
import { useWords } from "../words/catalogue.ts";

interface LatestChoiceProps {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** Whether what is cleared takes up the DAG as it is now: on at first, as who mends a task clears it to see it run. */
export function LatestChoice({ isOn, onChange }: LatestChoiceProps) {
  const t = useWords();
  return (
    <label className="flex items-center gap-1">
      <Checkbox isChecked={isOn} onChange={onChange} label={t("action.onLatest")} />
      {t("action.onLatest")}
    </label>
  );
}
