import type { Reach } from "../api/instance.ts";
import { Checkbox } from "../kit/switch.tsx";
import { useWords } from "../words/catalogue.ts";

interface ReachChoiceProps {
  readonly reach: Reach;
  readonly onReach: (reach: Reach) => void;
  readonly onlyFailed?: boolean;
  readonly onOnlyFailed?: (onlyFailed: boolean) => void;
}

const DIRECTIONS = ["upstream", "downstream", "past", "future"] as const;

/** How far an action reaches: along the graph, and along the runs. */
export function ReachChoice({ reach, onReach, onlyFailed = false, onOnlyFailed }: ReachChoiceProps) {
  const t = useWords();
  return (
    <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
      <legend className="mb-1 text-xs font-medium text-ink-2">{t("action.reach")}</legend>
      {DIRECTIONS.map((direction) => (
        <label key={direction} className="flex items-center gap-1">
          <Checkbox
            isChecked={reach[direction]}
            onChange={(isChecked) => onReach({ ...reach, [direction]: isChecked })}
            label={t(`action.${direction}`)}
          />
          {t(`action.${direction}`)}
        </label>
      ))}
      {onOnlyFailed !== undefined && (
        <label className="flex items-center gap-1">
          <Checkbox isChecked={onlyFailed} onChange={onOnlyFailed} label={t("action.onlyFailed")} />
          {t("action.onlyFailed")}
        </label>
      )}
    </fieldset>
  );
}
