import { Icon } from "../kit/icon.tsx";
import { StateBadge } from "../kit/state-icon.tsx";
import { EmptyState, ErrorState, Loading } from "../kit/states.tsx";
import type { Touched } from "../api/instance-shape.ts";
import { readState } from "../theme/states.ts";
import { useWords } from "../words/catalogue.ts";

/** Rows of a preview that are listed; of more, the number is told. */
const LISTED = 200;

interface TouchedListProps {
  readonly touched: readonly Touched[] | undefined;
  readonly error: unknown;
  readonly emptyWords?: string | undefined;
}

/** What an action would touch, before it is done. */
export function TouchedList({ touched, error, emptyWords }: TouchedListProps) {
  const t = useWords();
  if (error !== null) return <ErrorState error={error} />;
  if (touched === undefined) return <Loading rows={3} />;
  if (touched.length === 0) return <EmptyState isSmall title={emptyWords ?? t("action.previewNone")} />;
  const runs = new Set(touched.map(({ dagRunId }) => dagRunId)).size;
  return (
    <section aria-label={t("action.preview")} className="grid gap-1.5">
      <h3 className="text-xs font-medium text-ink-2">
        {t("action.preview")}: {t("action.previewCount", { count: touched.length })}
        {runs > 1 && ` ${t("action.previewRuns", { count: runs })}`}
      </h3>
      <ul
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={t("action.preview")}
        className="max-h-64 overflow-auto rounded-md border border-line"
      >
        {touched.slice(0, LISTED).map(({ dagRunId, taskId, mapIndex, state, becomes }) => (
          <li
            key={`${dagRunId} ${taskId} ${mapIndex}`}
            className="flex items-center gap-3 border-b border-line px-3 py-1 last:border-0"
          >
            <span className="min-w-0 flex-1 truncate">
              {taskId}
              {mapIndex >= 0 && <span className="text-ink-3"> [{mapIndex}]</span>}
              {runs > 1 && <span className="text-ink-3"> · {dagRunId}</span>}
            </span>
            <StateBadge state={readState(state)} />
            {becomes !== undefined && <Becomes state={becomes} />}
          </li>
        ))}
      </ul>
      {touched.length > LISTED && (
        <p className="text-xs text-ink-3">{t("action.previewMore", { count: touched.length - LISTED })}</p>
      )}
    </section>
  );
}

/** The state that comes after the one before it, for eyes and for readers. */
function Becomes({ state }: { readonly state: string }) {
  const t = useWords();
  return (
    <span className="flex items-center gap-2">
      <Icon name="chevronRight" size={12} className="text-ink-3" />
      <span className="sr-only">{t("action.becomes")}</span>
      <StateBadge state={readState(state)} />
    </span>
  );
}
