import { stateOf } from "../../grid/grid-model.ts";
import { STATES } from "../../theme/states.ts";
import { getLanguageTag, useWords } from "../../words/catalogue.ts";
import type { RunStates } from "./states.ts";

/** How the run's tasks share the states: a bar across the page, and in words. */
export function Progress({ states }: { readonly states: RunStates }) {
  const t = useWords();
  const parts = [...states.byCode]
    .map(([code, count]) => ({ state: stateOf(code) ?? "none", count }))
    .toSorted((one, other) => STATES[one.state].rank - STATES[other.state].rank);
  return (
    <div>
      <p className="flex flex-wrap gap-x-4 px-4 pb-1.5 text-xs text-ink-2">
        <span className="tabular">{t("run.progress", { done: states.done, count: states.count })}</span>
        {parts.map(({ state, count }) => (
          <span key={state} className="tabular" style={{ color: STATES[state].text }}>
            {count.toLocaleString(getLanguageTag())} {t(`state.${state}`)}
          </span>
        ))}
      </p>
      <div aria-hidden className="flex h-1 w-full">
        {parts.map(({ state, count }) => (
          <span
            key={state}
            className={state === "running" ? "pulse" : ""}
            style={{ background: STATES[state].fill, flexGrow: count, minInlineSize: 3 }}
          />
        ))}
      </div>
    </div>
  );
}
