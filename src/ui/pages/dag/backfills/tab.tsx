import { useQuery } from "@tanstack/react-query";
import { backfillsQuery } from "../../../api/backfills.ts";
import { useMay } from "../../../api/session.ts";
import { useShortcuts } from "../../../keys/registry.ts";
import { Button } from "../../../kit/button.tsx";
import { EmptyState, ErrorState, Loading } from "../../../kit/states.tsx";
import { useSearchState } from "../../../search-state.ts";
import { useWords } from "../../../words/catalogue.ts";
import type { DagTabProps } from "../tabs.ts";
import { BackfillCard } from "./card.tsx";
import { BackfillForm } from "./form.tsx";

/** Past slots that are run, or run again, on demand: how far each backfill is, and a way to plan another one. */
export function BackfillsTab({ dagId }: DagTabProps) {
  const t = useWords();
  const mayOperate = useMay("operate");
  const [dialog, setDialog] = useSearchState("dialog");
  const { data, error, refetch } = useQuery(backfillsQuery(dagId));
  const start = () => setDialog("backfill");
  if (data === undefined && error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={8} />;
  const create = mayOperate && <CreateButton onClick={start} />;
  return (
    <div className="h-full overflow-auto">
      <div className="grid gap-3 p-3 sm:p-4">
        {data.backfills.length === 0 ? (
          <EmptyState icon="calendar" title={t("backfills.none")} hint={t("backfills.noneHint")} action={create} />
        ) : (
          <div className="flex justify-end">{create}</div>
        )}
        {data.backfills.map((backfill) => (
          <BackfillCard key={backfill.id} dagId={dagId} backfill={backfill} />
        ))}
      </div>
      {mayOperate && dialog === "backfill" && <BackfillForm dagId={dagId} onClose={() => setDialog("")} />}
    </div>
  );
}

function CreateButton({ onClick }: { readonly onClick: () => void }) {
  const t = useWords();
  useShortcuts([{ keys: "n", words: "keys.create", group: "page", run: onClick }]);
  return (
    <Button look="primary" icon="plus" onClick={onClick}>
      {t("backfills.create")}
    </Button>
  );
}
