import { useRef, type RefObject } from "react";
import { useShortcuts } from "../keys/registry.ts";
import { IconButton } from "../kit/button.tsx";
import { Select } from "../kit/field.tsx";
import type { Search } from "../search-state.ts";
import { getLanguageTag, useWords } from "../words/catalogue.ts";
import { LEVELS } from "./entry-scan.ts";
import { FindBox } from "./find-box.tsx";
import { Toggle } from "./log-toggle.tsx";
import { switchLevel } from "./levels.ts";
import type { LogOptions } from "./log-options.ts";
import type { LogSession } from "./log-session.ts";
import { CLOCKS } from "./log-time.ts";
import { useVersion } from "./use-session.ts";

export interface LogActions {
  readonly onStep: (by: 1 | -1) => void;
  readonly onError: () => void;
  readonly onCopy: () => void;
  readonly onDownload: () => void;
}

interface LogToolbarProps {
  readonly session: LogSession;
  readonly options: LogOptions;
  readonly onChange: (changed: Search) => void;
  readonly actions: LogActions;
}

/** Levels, find, and how lines are shown. */
export function LogToolbar({ session, options, onChange, actions }: LogToolbarProps) {
  const t = useWords();
  const findRef = useRef<HTMLInputElement>(null);
  useLogKeys(actions, findRef);
  const clocks = {
    local: "log.clockLocal",
    utc: "log.clockUtc",
    relative: "log.clockRelative",
    off: "log.clockOff",
  } as const;
  return (
    <div
      role="group"
      aria-label={t("log.toolbar")}
      className="flex flex-wrap items-center gap-x-2 gap-y-1.5 border-b border-line px-3 py-1.5"
    >
      <LevelChips session={session} levels={options.levels} onChange={onChange} />
      <FindBox {...{ session, options, onChange, findRef }} onStep={actions.onStep} />
      <span className="flex-1" />
      <Select
        aria-label={t("log.clock")}
        value={options.clock}
        options={CLOCKS.map((clock) => ({ value: clock, label: t(clocks[clock]) }))}
        onChange={(clock) => onChange({ clock: clock === "local" ? undefined : clock })}
        className="!h-7 !w-auto max-sm:hidden"
      />
      <Toggle
        label={t("log.wrap")}
        text="↩"
        isOn={options.isWrapped}
        onPress={() => onChange({ wrap: options.isWrapped ? "0" : undefined })}
      />
      <IconButton icon="warning" label={`${t("log.nextError")} (e)`} onClick={actions.onError} />
      <IconButton icon="copy" label={t("log.copy")} onClick={actions.onCopy} />
      <IconButton icon="download" label={t("log.download")} onClick={actions.onDownload} />
    </div>
  );
}

interface LevelChipsProps {
  readonly session: LogSession;
  readonly levels: readonly boolean[];
  readonly onChange: (changed: Search) => void;
}

function LevelChips({ session, levels, onChange }: LevelChipsProps) {
  const t = useWords();
  useVersion(session);
  const isAll = levels.every(Boolean);
  return (
    <div role="group" aria-label={t("log.levels")} className="flex gap-1">
      {LEVELS.map((level, index) => {
        const count = session.store.counts[index] ?? 0;
        const isOn = !isAll && levels[index] === true;
        return (
          <button
            key={level}
            type="button"
            aria-pressed={isOn}
            disabled={count === 0 && !isOn}
            onClick={() => onChange({ levels: switchLevel(levels, index) })}
            className={`flex h-7 items-center gap-1.5 rounded-md border px-2 text-xs disabled:hidden ${isOn ? "border-accent bg-accent-soft" : "border-line-strong hover:bg-hover"}`}
          >
            {t(`log.${level}`)}
            <span className="tabular text-ink-2">{count.toLocaleString(getLanguageTag())}</span>
          </button>
        );
      })}
    </div>
  );
}

function useLogKeys(actions: LogActions, findRef: RefObject<HTMLInputElement | null>): void {
  useShortcuts([
    { keys: "n", words: "log.next", group: "page", run: () => actions.onStep(1) },
    { keys: "N", words: "log.previous", group: "page", run: () => actions.onStep(-1) },
    { keys: "e", words: "log.nextError", group: "page", run: actions.onError },
    { keys: "/", words: "log.focusFind", group: "page", run: () => findRef.current?.focus() },
  ]);
}
