import { formatFull, formatRelative, toMilliseconds } from "../../../time/format.ts";
import { useNow } from "../../../time/now.ts";
import { useWords } from "../../../words/catalogue.ts";

/** When an asset was last updated, in words that count by themselves; the title says the instant. */
export function Freshness({ at }: { readonly at: string | null }) {
  const t = useWords();
  const now = useNow();
  const instant = toMilliseconds(at);
  if (instant === null) return <span className="whitespace-nowrap text-ink-3">{t("assetGraph.never")}</span>;
  return (
    <time dateTime={new Date(instant).toISOString()} title={formatFull(instant)} className="tabular whitespace-nowrap">
      {t("assetGraph.updated", { when: formatRelative(instant, Math.max(now, instant)) })}
    </time>
  );
}
