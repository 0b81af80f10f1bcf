import { Link } from "@tanstack/react-router";
import type { Home } from "../../api/home.ts";
import { Select } from "../../kit/field.tsx";
import { Icon } from "../../kit/icon.tsx";
import { StateIcon } from "../../kit/state-icon.tsx";
import { useSearchState } from "../../search-state.ts";
import { STATES, type ShownState } from "../../theme/states.ts";
import { useWords } from "../../words/catalogue.ts";

interface SummaryProps {
  readonly home: Home;
  readonly team: string;
}

/** One line of counts, each a way to the list behind it. */
export function Summary({ home, team }: SummaryProps) {
  const t = useWords();
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <h1 className="sr-only">{t("home.title")}</h1>
      <RunCounts home={home} team={team} />
      <DagCounts counts={home.counts} team={team} />
      <span className="flex-1" />
      {team !== "" && <TeamChip team={team} />}
      <WindowSelect />
    </div>
  );
}

function RunCounts({ home: { counts, hours }, team }: SummaryProps) {
  const t = useWords();
  const own = team === "" ? {} : { team };
  const since = { ...own, hours: String(hours) };
  const { failed, running, queued, success } = counts;
  return (
    <>
      <Count state="failed" count={failed} words={t("home.summaryFailed", { count: failed })} search={since} />
      <Count state="running" count={running} words={t("home.summaryRunning", { count: running })} search={own} />
      <Count state="queued" count={queued} words={t("home.summaryQueued", { count: queued })} search={own} />
      <Count state="success" count={success} words={t("home.summarySuccess", { count: success })} search={since} />
    </>
  );
}

function DagCounts({ counts, team }: { readonly counts: Home["counts"]; readonly team: string }) {
  const t = useWords();
  return (
    <>
      <span className="text-ink-3">
        <Link to="/dags" search={team === "" ? {} : { team }} className="hover:text-ink">
          {t("home.summaryDags", { count: counts.dags })}
        </Link>
        {counts.paused > 0 && <> · {t("home.summaryPaused", { count: counts.paused })}</>}
      </span>
      {counts.import_errors > 0 && (
        <span className="flex items-center gap-1.5 text-danger-ink">
          <Icon name="warning" size={14} />
          {t("home.summaryBroken", { count: counts.import_errors })}
        </span>
      )}
    </>
  );
}

interface CountProps {
  readonly state: ShownState;
  readonly count: number;
  readonly words: string;
  readonly search: Readonly<Record<string, string>>;
}

function Count({ state, count, words, search }: CountProps) {
  const colour = count === 0 ? "var(--ink-3)" : STATES[state].text;
  return (
    <Link
      to="/runs"
      search={{ ...search, state }}
      className="flex items-center gap-1.5 font-medium hover:underline"
      style={{ color: colour }}
    >
      <StateIcon state={count === 0 ? "none" : state} isDecoration />
      {words}
    </Link>
  );
}

function TeamChip({ team }: { readonly team: string }) {
  const t = useWords();
  const [, setTeam] = useSearchState("team");
  return (
    <button
      type="button"
      onClick={() => setTeam("")}
      className="flex h-8 items-center gap-1.5 rounded-md bg-selected px-2.5 font-medium"
    >
      {t("home.team")}: {team}
      <Icon name="close" size={12} />
    </button>
  );
}

function WindowSelect() {
  const t = useWords();
  const [hours, setHours] = useSearchState("hours", "24");
  const options = [
    { value: "24", label: t("home.lastDay") },
    { value: "72", label: t("home.lastThreeDays") },
    { value: "168", label: t("home.lastWeek") },
    { value: "720", label: t("home.lastMonth") },
  ];
  return (
    <span className="w-44">
      <Select aria-label={t("home.window")} options={options} value={hours} onChange={setHours} />
    </span>
  );
}
