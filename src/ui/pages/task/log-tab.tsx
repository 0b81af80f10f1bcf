import type { InstanceKey } from "../../api/instance.ts";
import type { Instance } from "../../api/instance-shape.ts";
import { Select } from "../../kit/field.tsx";
import { StateIcon } from "../../kit/state-icon.tsx";
import { EmptyState } from "../../kit/states.tsx";
import { LogView } from "../../logs/log-view.tsx";
import { useSearchChange, useSearchState } from "../../search-state.ts";
import { readState } from "../../theme/states.ts";
import { useWords } from "../../words/catalogue.ts";

interface LogTabProps {
  readonly instanceKey: InstanceKey;
  readonly instance: Instance;
  /** The oldest first. */
  readonly tries: readonly Instance[];
}

/** The log of one attempt, or of two beside each other. */
export function LogTab({ instanceKey, instance, tries }: LogTabProps) {
  const t = useWords();
  const [asked] = useSearchState("try");
  const [beside] = useSearchState("beside");
  const shown = asked === "" ? instance.try_number : Number(asked);
  if (instance.try_number === 0) {
    return <EmptyState icon="log" title={t("task.notStarted")} hint={t("task.notStartedHint")} />;
  }
  const numbers = beside === "" || Number(beside) === shown ? [shown] : [shown, Number(beside)];
  return (
    <div className="flex h-full min-h-80 flex-col">
      {tries.length > 1 && <AttemptChoice tries={tries} shown={shown} />}
      <div
        className={`grid min-h-0 flex-1 ${numbers.length > 1 ? "grid-rows-2 md:grid-cols-2 md:grid-rows-1 md:divide-x md:divide-line" : ""}`}
      >
        {numbers.map((tryNumber, index) => {
          const attempt = tries.find((one) => one.try_number === tryNumber);
          const current = tryNumber === instance.try_number ? instance : attempt;
          return (
            <LogView
              key={tryNumber}
              source={{ ...instanceKey, tryNumber }}
              isSecond={index > 0}
              isLive={current !== undefined && current.end_date === null}
              isFailed={current?.state === "failed" || current?.state === "up_for_retry"}
            />
          );
        })}
      </div>
    </div>
  );
}

function AttemptChoice({ tries, shown }: { readonly tries: readonly Instance[]; readonly shown: number }) {
  const t = useWords();
  const change = useSearchChange();
  const [beside, setBeside] = useSearchState("beside");
  const others = tries.filter(({ try_number }) => try_number !== shown);
  const options = [
    { value: "", label: t("task.besideNone") },
    ...others.map(({ try_number }) => ({
      value: String(try_number),
      label: t("task.attempt", { attempt: try_number }),
    })),
  ];
  return (
    <div className="flex flex-wrap items-center gap-1.5 border-b border-line px-3 py-1.5">
      {tries.map(({ try_number, state }) => (
        <button
          key={try_number}
          type="button"
          aria-pressed={try_number === shown}
          onClick={() => change({ try: String(try_number), line: undefined })}
          className="flex h-7 items-center gap-1.5 rounded-md border border-line-strong px-2 text-xs hover:bg-hover aria-pressed:border-accent aria-pressed:bg-accent-soft"
        >
          <StateIcon state={readState(state)} size={12} />
          {t("task.attempt", { attempt: try_number })}
        </button>
      ))}
      <span className="flex-1" />
      <Select
        aria-label={t("task.beside")}
        value={beside}
        options={options}
        onChange={setBeside}
        className="!h-7 !w-auto max-sm:hidden"
      />
    </div>
  );
}
