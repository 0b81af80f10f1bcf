import { useEffect, useState, type KeyboardEvent, type RefObject } from "react";
import { IconButton } from "../kit/button.tsx";
import { TextInput } from "../kit/field.tsx";
import type { Search } from "../search-state.ts";
import { useWords, type Translate } from "../words/catalogue.ts";
import type { LogOptions } from "./log-options.ts";
import type { LogSession } from "./log-session.ts";
import { Toggle } from "./log-toggle.tsx";
import { useVersion } from "./use-session.ts";

interface FindBoxProps {
  readonly session: LogSession;
  readonly options: LogOptions;
  readonly onChange: (changed: Search) => void;
  readonly onStep: (by: 1 | -1) => void;
  readonly findRef: RefObject<HTMLInputElement | null>;
}

/** How long typing rests before it is looked for, in milliseconds. */
const REST = 150;

export function FindBox({ session, options, onChange, onStep, findRef }: FindBoxProps) {
  const t = useWords();
  useVersion(session);
  const { pattern } = options;
  const [typed, setTyped] = useTyped(pattern.text, onChange);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Enter") onStep(event.shiftKey ? -1 : 1);
    if (event.key !== "Escape") return;
    setTyped("");
    event.currentTarget.blur();
  };
  const { kind } = session.found.state;
  return (
    <div className="flex min-w-0 items-center gap-1 max-sm:basis-full sm:min-w-72">
      <TextInput
        ref={findRef}
        aria-label={t("log.find")}
        aria-invalid={kind === "invalid" || kind === "stopped"}
        placeholder={`${t("log.find")} ( / )`}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKeyDown}
        className="!h-7 sm:w-56"
      />
      <Toggle
        label={t("log.regex")}
        text=".*"
        isOn={pattern.isRegex}
        onPress={() => onChange({ regex: pattern.isRegex ? undefined : "1" })}
      />
      <Toggle
        label={t("log.caseSensitive")}
        text="Aa"
        isOn={pattern.isCaseSensitive}
        onPress={() => onChange({ case: pattern.isCaseSensitive ? undefined : "1" })}
      />
      {kind !== "idle" && <Found {...{ session, onStep }} line={options.line} />}
    </div>
  );
}

/** What is typed, at once; the URL follows when typing rests. */
function useTyped(known: string, onChange: (changed: Search) => void) {
  const [typed, setTyped] = useState(known);
  useEffect(() => {
    if (typed === known) return undefined;
    const timer = setTimeout(() => onChange({ find: typed === "" ? undefined : typed }), REST);
    return () => clearTimeout(timer);
  }, [typed, known, onChange]);
  return [typed, setTyped] as const;
}

type FoundProps = Pick<FindBoxProps, "session" | "onStep"> & { readonly line: number | null };

function Found({ session, onStep, line }: FoundProps) {
  const t = useWords();
  const { kind } = session.found.state;
  const isWrong = kind === "invalid" || kind === "stopped";
  const words = describe(t, session, line);
  return (
    <>
      <span
        role="status"
        className={`tabular min-w-16 text-xs ${isWrong ? "max-w-72 truncate text-danger-ink" : "whitespace-nowrap text-ink-2"}`}
        title={words}
      >
        {words}
      </span>
      <IconButton icon="chevronUp" label={`${t("log.previous")} (N)`} onClick={() => onStep(-1)} />
      <IconButton icon="chevronDown" label={`${t("log.next")} (n)`} onClick={() => onStep(1)} />
    </>
  );
}

function describe(t: Translate, session: LogSession, line: number | null): string {
  const { state, matches } = session.found;
  if (state.kind === "invalid") return t("log.invalid", { message: state.message });
  if (state.kind === "stopped") return t("log.stopped", { line: state.read + 1 });
  if (state.kind === "searching") return t("log.searching", { count: matches.length });
  if (matches.length === 0) return t("log.noMatches");
  const at = line === null ? 0 : matches.findLast(line - 1) + 1;
  return t("log.matches", { at, count: matches.length });
}
