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
  const connection = useConnection();
  const broken = home?.counts.import_errors;
  const late = home?.counts.late;
  const full = pools?.filter(({ slots, open_slots }) => slots > 0 && open_slots === 0).length;
  const off = home && Math.abs(dataUpdatedAt - Date.parse(home.at));
  const isOff = off === undefined ? null : off >= CLOCK;
  return (
    <Panel title={t("health.checks")}>
      <ul>
        <Check
          name={t("health.files")}
          isGood={isNone(broken)}
          link={<Link to="/admin/import-errors">{t("health.show")}</Link>}
        >
          {broken ? t("health.filesBad", { count: broken }) : t("health.filesGood")}
        </Check>
        <Check name={t("health.late")} isGood={isNone(late)} link={<Link to="/">{t("health.show")}</Link>}>
          {late ? t("health.lateBad", { count: late }) : t("health.lateGood")}
        </Check>
        <Check name={t("health.pools")} isGood={isNone(full)}>
          {full ? t("health.poolsBad", { count: full }) : t("health.poolsGood")}
        </Check>
        <Check name={t("health.live")} isGood={connection === "connecting" ? null : connection === "connected"}>
          {t(connection === "connected" ? "health.liveGood" : "health.liveBad")}
        </Check>
        <Check name={t("health.clock")} isGood={isOff === null ? null : !isOff}>
          {isOff ? t("health.clockBad", { duration: formatDuration(off ?? 0) }) : t("health.clockGood")}
        </Check>
      </ul>
    </Panel>
  );
}

/** Null while nobody has counted. */
function isNone(count: number | undefined): boolean | null {
  return count === undefined ? null : count === 0;
}

interface CheckProps {
  readonly name: string;
  /** Null while it is not known: nothing is called good that nobody has looked at. */
  readonly isGood: boolean | null;
  /** Where it can be seen to. */
  readonly link?: ReactNode;
  readonly children: string;
}

function Check({ name, isGood, link, children }: CheckProps) {
  return (
    <li className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-3 border-b border-line px-3 py-1.5 last:border-0">
      <span className="text-ink-3">{name}</span>
      <span className="flex min-w-0 flex-wrap gap-x-3">
        {isGood === null ? "–" : <Status is={isGood ? "good" : "warning"} words={children} />}
        {isGood === false && <span className="text-accent underline">{link}</span>}
      </span>
    </li>
  );
}
