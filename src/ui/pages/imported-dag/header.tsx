import { Link } from "@tanstack/react-router";
import { findOriginal, readText, type ImportedLine } from "../../api/imports.ts";
import { styleButton } from "../../kit/button.tsx";
import { Icon } from "../../kit/icon.tsx";
import { Time } from "../../kit/time.tsx";
import { useWords } from "../../words/catalogue.ts";

/** That it is a copy, of what and from when, before anything that it says. */
export function Header({ line }: { readonly line: ImportedLine }) {
  const t = useWords();
  const { dag_id: dagId, dag, url, here, total_runs } = line;
  const original = findOriginal(url, dagId);
  const description = readText(dag, "description");
  return (
    <>
      <Origin line={line} />
      <header className="flex min-h-14 flex-wrap items-center gap-x-6 gap-y-2 border-b border-line px-4 py-2">
        <h1 className="sr-only">{dagId}</h1>
        <div className="grid min-w-0 flex-1 gap-0.5">
          <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <Schedule dag={dag} />
            {dag["is_paused"] === true && <span className="text-ink-2">{t("imports.pausedThere")}</span>}
            <span className="tabular text-ink-2">{t("imports.runs", { count: total_runs })}</span>
          </div>
          {description !== null && <p className="truncate text-xs text-ink-3">{description}</p>}
        </div>
        <div className="flex flex-wrap gap-2">
          {here !== null && (
            <Link to="/dags/$dagId" params={{ dagId: here }} className={styleButton()}>
              {t("imports.hereLink")}
            </Link>
          )}
          {original !== null && (
            <a href={original} target="_blank" rel="noreferrer" className={styleButton()}>
              {t("imports.original")}
            </a>
          )}
        </div>
      </header>
    </>
  );
}

function Origin({ line: { source, url, imported_at } }: { readonly line: ImportedLine }) {
  const t = useWords();
  const words = url === null ? t("imports.copyOf", { source }) : t("imports.copyAt", { url });
  return (
    <p className="flex items-start gap-2 border-b border-line bg-hover px-4 py-1.5 text-ink-2">
      <span className="flex shrink-0 items-center gap-1.5 font-medium text-ink">
        <Icon name="download" size={14} />
        {t("imports.readOnly")}
      </span>
      <span className="min-w-0 break-words">
        {words} <Time value={imported_at} look="absolute" />
      </span>
    </p>
  );
}

/** As it was written there: in which zone is not told. */
function Schedule({ dag }: Pick<ImportedLine, "dag">) {
  const t = useWords();
  return (
    <span className="inline-flex min-w-0 items-baseline gap-1.5" title={readText(dag, "timetable_description") ?? ""}>
      <span className="text-xs whitespace-nowrap text-ink-3">{t("imports.schedule")}</span>
      <span className="truncate font-medium">{readText(dag, "timetable_summary") ?? t("dags.byHand")}</span>
    </span>
  );
}
