import type { BackfillPlan, PlannedSlot } from "../../../api/backfills.ts";
import { StateBadge } from "../../../kit/state-icon.tsx";
import { Loading } from "../../../kit/states.tsx";
import { formatMoney } from "../../../money.ts";
import { formatFull } from "../../../time/format.ts";
import { useWords } from "../../../words/catalogue.ts";

interface PlanProps {
  readonly plan: BackfillPlan | undefined;
  readonly error: Error | null;
}

/** What will happen to each slot, how many there are and what it costs. */
export function Plan({ plan, error }: PlanProps) {
  const t = useWords();
  if (error !== null) {
    return (
      <p role="alert" className="text-danger-ink">
        {error.message}
      </p>
    );
  }
  if (plan === undefined) return <Loading rows={3} />;
  return (
    <section aria-label={t("backfills.plan")} className="grid gap-2 rounded-md border border-line p-3">
      <p className="tabular flex flex-wrap gap-x-4 font-medium">
        <span>{t("backfills.slots", { count: plan.count })}</span>
        <span>{t("backfills.makes", { count: plan.make })}</span>
        <span>{t("backfills.reruns", { count: plan.rerun })}</span>
        <span className="text-ink-2">{t("backfills.leaves", { count: plan.leave })}</span>
      </p>
      <Cost cost={plan.cost} />
      {plan.slots.length > 0 && (
        <ol
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-56 overflow-auto border-t border-line"
        >
          {plan.slots.map((slot) => (
            <Slot key={slot.logical_date} slot={slot} />
          ))}
        </ol>
      )}
      {plan.count > plan.slots.length && (
        <p className="text-xs text-ink-3">{t("backfills.moreSlots", { count: plan.count - plan.slots.length })}</p>
      )}
    </section>
  );
}

function Cost({ cost }: { readonly cost: BackfillPlan["cost"] }) {
  const t = useWords();
  return (
    <p className="text-xs text-ink-2">
      {t("backfills.cost", {
        tasks: cost.tasks,
        requests: cost.object_requests,
        rows: cost.object_rows_written + cost.d1_rows_written,
        messages: cost.queue_messages,
        money: formatMoney(cost.usd),
      })}
    </p>
  );
}

function Slot({ slot }: { readonly slot: PlannedSlot }) {
  const t = useWords();
  const at = Date.parse(slot.logical_date);
  return (
    <li className="grid grid-cols-[11rem_6rem_minmax(0,1fr)] items-center gap-2 border-b border-line py-1 last:border-0">
      <span className="tabular" title={formatFull(at)}>
        {slot.logical_date.slice(0, 16).replace("T", " ")} UTC
      </span>
      <span className={slot.action === "leave" ? "text-ink-3" : "font-medium"}>{t(`backfills.${slot.action}`)}</span>
      <span className="flex min-w-0 items-center gap-2 text-xs text-ink-3">
        {slot.state !== null && <StateBadge state={slot.state} />}
        {slot.reason !== null && <span className="truncate">{describeReason(slot.reason, t)}</span>}
      </span>
    </li>
  );
}

function describeReason(reason: string, t: ReturnType<typeof useWords>): string {
  const known = ["already_exists", "in_flight", "not_failed", "run_id_taken"] as const;
  const found = known.find((name) => name === reason);
  return found === undefined ? reason : t(`backfills.reason_${found}`);
}
