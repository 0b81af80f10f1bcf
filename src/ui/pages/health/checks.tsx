import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { homeQuery } from "../../api/home.ts";
import { listQuery, useList } from "../../api/list.ts";
import { Panel } from "../../kit/panel.tsx";
import { Status } from "../../kit/status.tsx";
import { useConnection } from "../../live/connection.ts";
import { formatDuration } from "../../time/format.ts";
import { useWords } from "../../words/catalogue.ts";

interface Full {
  readonly slots: number;
  readonly open_slots: number;
}
/** A clock further off than this misleads, in milliseconds; a slow answer accounts for less. */
const CLOCK = 10_000;

/** What one would look at first when something is wrong. */
export function Checks() {
  const t = useWords();
  const { data: home, dataUpdatedAt } = useQuery(homeQuery(24));
  const pools = useList(listQuery<Full>("/api/v2/pools", "pools")).rows;
  const isLive = useConnection() !== "offline";
  const broken = home?.counts.import_errors ?? 0;
  const late = home?.counts.late ?? 0;
  const full = pools?.filter(({ slots, open_slots }) => slots > 0 && open_slots === 0).length ?? 0;
  const off = home === undefined ? 0 : Math.abs(dataUpdatedAt - Date.parse(home.at));
  const clock = off < CLOCK ? t("health.clockGood") : t("health.clockBad", { duration: formatDuration(off) });
  return (
    <Panel title={t("health.checks")}>
      <ul>
        <Check
          name={t("health.files")}
          isGood={broken === 0}
          link={<Link to="/admin/import-errors">{t("health.show")}</Link>}
        >
          {broken === 0 ? t("health.filesGood") : t("health.filesBad", { count: broken })}
        </Check>
        <Check name={t("health.late")} isGood={late === 0} link={<Link to="/">{t("health.show")}</Link>}>
          {late === 0 ? t("health.lateGood") : t("health.lateBad", { count: late })}
        </Check>
        <Check name={t("health.pools")} isGood={full === 0}>
          {full === 0 ? t("health.poolsGood") : t("health.poolsBad", { count: full })}
        </Check>
        <Check name={t("health.live")} isGood={isLive}>
          {t(isLive ? "health.liveGood" : "health.liveBad")}
        </Check>
        <Check name={t("health.clock")} isGood={off < CLOCK}>
          {clock}
        </Check>
      </ul>
    </Panel>
  );
}

interface CheckProps {
  readonly name: string;
  readonly isGood: boolean;
  /** Where it can be seen to. */
  readonly link?: ReactNode;
  readonly children: string;
}

function Check({ name, isGood, link, children }: CheckProps) {
  return (
    <li className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-3 border-b border-line px-3 py-1.5 last:border-0">
      <span className="text-ink-3">{name}</span>
      <span className="flex min-w-0 flex-wrap gap-x-3">
        <Status is={isGood ? "good" : "warning"} words={children} />
        {!isGood && <span className="text-accent underline">{link}</span>}
      </span>
    </li>
  );
}
