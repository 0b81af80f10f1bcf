import { Link } from "@tanstack/react-router";
import type { ImportSource } from "../../api/imports.ts";
import { CodeBlock } from "../../kit/code.tsx";
import { Facts, type Fact } from "../../kit/facts.tsx";
import { Panel } from "../../kit/panel.tsx";
import { Time } from "../../kit/time.tsx";
import { useWords, type Translate } from "../../words/catalogue.ts";
import { OpenItems } from "./open-items.tsx";
import { describeCount, sortCounts } from "./outcome-words.ts";

/** Of a command that is copied into a shell, nothing may mean something else there. */
const PLAIN = /^[\w.:/~-]+$/;

/** One deployment that was imported from: on one side what came over, on the other what did not. */
export function SourcePanel({ source: told }: { readonly source: ImportSource }) {
  const t = useWords();
  const { source, team_name: team, url } = told;
  return (
    <Panel title={source} actions={team !== "default" && <span className="pe-1.5 text-xs text-ink-3">{team}</span>}>
      <div className="grid md:grid-cols-2 md:divide-x md:divide-line">
        <Facts facts={[...listFacts(told, t), ...listKinds(told, t)]} />
        <div className="grid min-w-0 content-start gap-3 border-line p-3 max-md:border-t">
          <OpenItems told={told} />
          <p className="text-ink-3">{t("imports.stays")}</p>
          {url !== null && PLAIN.test(url) && (
            <Command
              name={t("imports.again")}
              text={`npx tradewind import airflow ${url} --name ${source} --username NAME`}
            />
          )}
          <Command name={t("imports.forget")} text={`npx tradewind imports drop ${source}`} />
        </div>
      </div>
    </Panel>
  );
}

function Command({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <div className="grid min-w-0 gap-1">
      <p className="text-xs text-ink-3">{name}</p>
      <CodeBlock text={text} label={name} />
    </div>
  );
}

function listFacts(told: ImportSource, t: Translate): Fact[] {
  const { source, url, version, imported_at, imported_by, dags, runs } = told;
  const copies = (
    <Link to="/dags" search={{ scope: "imported", source }} className="underline">
      {t("imports.dags", { count: dags })}, {t("imports.runs", { count: runs })}
    </Link>
  );
  return [
    { name: t("imports.address"), value: url === null ? null : <Address url={url} /> },
    { name: t("imports.version"), value: version },
    { name: t("imports.at"), value: <Time value={imported_at} look="absolute" /> },
    { name: t("imports.by"), value: imported_by },
    { name: t("imports.copies"), value: copies },
  ];
}

function Address({ url }: { readonly url: string }) {
  if (!/^https?:\/\//.test(url)) return url;
  return (
    <a href={url} target="_blank" rel="noreferrer" dir="ltr" className="break-all underline">
      {url}
    </a>
  );
}

/** Kinds that are copied to be used, with the words of their name. */
const KINDS = { connection: "imports.connections", variable: "imports.variables", pool: "imports.pools" } as const;

function listKinds({ counts }: ImportSource, t: Translate): Fact[] {
  return Object.entries(KINDS).flatMap(([kind, name]) => {
    const own = sortCounts(counts.filter((one) => one.kind === kind));
    const value = own.map(({ outcome, count }) => describeCount(t, outcome, count)).join(", ");
    return own.length === 0 ? [] : [{ name: t(name), value }];
  });
}
