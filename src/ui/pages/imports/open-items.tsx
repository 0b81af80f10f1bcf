import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { importReportQuery, type ImportReport, type ImportSource } from "../../api/imports.ts";
import { useMay } from "../../api/session.ts";
import { Code } from "../../kit/code.tsx";
import { Status } from "../../kit/status.tsx";
import { useWords } from "../../words/catalogue.ts";
import { describeCount } from "./outcome-words.ts";

const OPEN: readonly string[] = ["needs a secret", "refused", "left"];

/** What did not come over as it was: in sums, and by name for those who may see to it. */
export function OpenItems({ told }: { readonly told: ImportSource }) {
  const t = useWords();
  const mayName = useMay("operate");
  if (told.url === null) return <p className="text-ink-3">{t("imports.fromExport")}</p>;
  const sums = OPEN.map((outcome) => ({ outcome, count: sum(told, outcome) })).filter(({ count }) => count > 0);
  if (sums.length === 0) return <Status is="good" words={t("imports.settled")} />;
  return (
    <>
      <h3 className="text-xs font-medium text-ink-3">{t("imports.open")}</h3>
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {sums.map(({ outcome, count }) => (
          <Status
            key={outcome}
            is={outcome === "refused" ? "bad" : "warning"}
            words={describeCount(t, outcome, count)}
          />
        ))}
      </div>
      {mayName && <NamedItems told={told} />}
    </>
  );
}

function sum({ counts }: ImportSource, outcome: string): number {
  return counts.filter((one) => one.outcome === outcome).reduce((all, { count }) => all + count, 0);
}

function NamedItems({ told }: { readonly told: ImportSource }) {
  const t = useWords();
  const { data } = useQuery(importReportQuery(told));
  if (data === undefined) return null;
  return (
    <ul aria-label={t("imports.open")} className="grid gap-1.5">
      {data.open.map((item) => (
        <li key={`${item.kind}/${item.name}`} className="min-w-0 break-words">
          <Place item={item} />
          {item.detail !== null && <Detail text={item.detail} />}
        </li>
      ))}
    </ul>
  );
}

/** The import's own words; what stands between backticks is to be typed. */
function Detail({ text }: { readonly text: string }) {
  const parts = text.split("`");
  return (
    <span className="text-ink-2">
      {" "}
      {parts.map((part, index) => (index % 2 === 1 ? <Code key={index}>{part}</Code> : part))}
    </span>
  );
}

const PLACES = { connection: "/admin/connections", variable: "/admin/variables", pool: "/admin/pools" } as const;

function Place({ item: { kind, name } }: { readonly item: ImportReport["open"][number] }) {
  const place = Object.entries(PLACES).find(([one]) => one === kind)?.[1];
  if (place === undefined) return <span className="font-mono">{name}</span>;
  return (
    <Link to={place} search={{ q: name }} className="font-mono text-xs underline">
      {name}
    </Link>
  );
}
