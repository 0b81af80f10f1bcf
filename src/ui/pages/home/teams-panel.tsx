import type { TeamCounts } from "../../api/home.ts";
import { Panel } from "../../kit/panel.tsx";
import { StateIcon } from "../../kit/state-icon.tsx";
import { useSearchState } from "../../search-state.ts";
import { STATES, type ShownState } from "../../theme/states.ts";
import { useWords } from "../../words/catalogue.ts";
import { ROW } from "./row-keys.tsx";

const SHOWN = ["failed", "running", "success"] as const;

/** Every team with its counts; choosing one narrows the whole page to it. What fails stands first. */
export function TeamsPanel({ teams, current }: { readonly teams: readonly TeamCounts[]; readonly current: string }) {
  const t = useWords();
  const sorted = teams.toSorted((one, other) => other.failed - one.failed || one.team.localeCompare(other.team));
  return (
    <Panel title={t("home.teams")} count={teams.length}>
      <ul className="max-h-96 overflow-auto 3xl:max-h-[calc(100dvh-11rem)]">
        {sorted.map((team) => (
          <li key={team.team} className="border-b border-line last:border-0">
            <TeamRow team={team} isCurrent={team.team === current} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function TeamRow({ team, isCurrent }: { readonly team: TeamCounts; readonly isCurrent: boolean }) {
  const t = useWords();
  const [, setTeam] = useSearchState("team");
  return (
    <button
      type="button"
      {...ROW}
      aria-pressed={isCurrent}
      onClick={() => setTeam(isCurrent ? "" : team.team)}
      className="grid h-8 w-full grid-cols-[minmax(0,1fr)_auto_repeat(3,3.25rem)] items-center gap-2 px-3 text-start hover:bg-hover focus-visible:-outline-offset-2 aria-pressed:bg-selected"
    >
      <span className="truncate font-medium">{team.team}</span>
      <span className="text-xs text-ink-3">{t("home.summaryDags", { count: team.dags })}</span>
      {SHOWN.map((state) => (
        <Count key={state} state={state} count={team[state]} />
      ))}
    </button>
  );
}

function Count({ state, count }: { readonly state: ShownState; readonly count: number }) {
  const colour = count === 0 ? "var(--ink-3)" : STATES[state].text;
  return (
    <span className="tabular flex items-center justify-end gap-1 text-xs" style={{ color: colour }}>
      {count > 0 && <StateIcon state={state} size={12} />}
      {count}
    </span>
  );
}
