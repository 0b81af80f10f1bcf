import type { Pool } from "../../api/pools.ts";
import { STATES } from "../../theme/states.ts";
import { useWords } from "../../words/catalogue.ts";

/** A pool's slots by who has them; its name for readers says the same in words. */
export function SlotsBar({ pool }: { readonly pool: Pool }) {
  const t = useWords();
  const parts = [
    { state: "running", count: pool.running_slots },
    { state: "queued", count: pool.queued_slots },
    { state: "deferred", count: pool.include_deferred ? pool.deferred_slots : 0 },
  ] as const;
  const used = parts.reduce((sum, { count }) => sum + count, 0);
  const size = Math.max(pool.slots, used, 1);
  // A share of what has no limit is none.
  const isOpen = pool.slots < 0;
  const shown = isOpen ? [] : parts;
  const words = parts.filter(({ count }) => count > 0).map(({ state, count }) => `${count} ${t(`state.${state}`)}`);
  const label = words.length === 0 ? t("pools.unused") : words.join(", ");
  return (
    <span className="flex w-full min-w-0 items-center gap-2">
      <span className="tabular w-16 shrink-0 text-xs text-ink-2">
        {used} / {isOpen ? "∞" : pool.slots}
      </span>
      <span
        role="img"
        aria-label={label}
        title={label}
        className={`flex h-2.5 min-w-12 flex-1 overflow-hidden rounded-sm ${isOpen ? "" : "border border-line-strong bg-canvas"}`}
      >
        {shown.map(({ state, count }) => (
          <span
            key={state}
            className="h-full border-e border-surface last:border-0"
            style={{ inlineSize: `${(count / size) * 100}%`, backgroundColor: STATES[state].fill }}
          />
        ))}
      </span>
    </span>
  );
}
