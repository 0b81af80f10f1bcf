import { useQuery } from "@tanstack/react-query";
import { homeQuery, type Home } from "../../api/home.ts";
import { EmptyState, ErrorState, Loading } from "../../kit/states.tsx";
import { useSearchState } from "../../search-state.ts";
import { useWords } from "../../words/catalogue.ts";
import { FailedPanel } from "./failed-panel.tsx";
import { LatePanel } from "./late-panel.tsx";
import { NextPanel } from "./next-panel.tsx";
import { RowKeys } from "./row-keys.tsx";
import { RunningPanel } from "./running-panel.tsx";
import { Summary } from "./summary.tsx";
import { TeamsPanel } from "./teams-panel.tsx";
import { keepTeam } from "./teams.ts";

/** What failed, what runs, what is late and what comes next, by team; each one key away. */
export function HomePage() {
  const [hours] = useSearchState("hours", "24");
  const { data, error, refetch } = useQuery(homeQuery(Number(hours)));
  if (data !== undefined) return <HomeView home={data} />;
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <Loading rows={12} />;
}

function HomeView({ home }: { readonly home: Home }) {
  const t = useWords();
  const [team] = useSearchState("team");
  const shown = keepTeam(home, team);
  const withTeams = home.teams.length > 1;
  if (home.counts.dags === 0) {
    return <EmptyState icon="dag" title={t("home.welcomeTitle")} hint={t("home.welcomeHint")} />;
  }
  return (
    <RowKeys>
      <div className="grid gap-3 p-3 sm:p-4">
        <Summary home={shown} team={team} />
        <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,5fr)_minmax(0,3fr)] 3xl:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
          <div className="grid gap-3">
            <FailedPanel runs={shown.failed} total={shown.counts.failed} />
            <RunningPanel runs={shown.active} total={shown.counts.running + shown.counts.queued} />
          </div>
          <div className="grid items-start gap-3 3xl:grid-cols-2">
            {shown.late.length > 0 && <LatePanel runs={shown.late} />}
            <NextPanel runs={shown.next} />
            {withTeams && <TeamsPanel teams={home.teams} current={team} />}
          </div>
        </div>
      </div>
    </RowKeys>
  );
}
