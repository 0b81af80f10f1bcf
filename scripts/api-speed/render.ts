import { formatNumber } from "../bench/table.ts";
import type { Speed, Speeds } from "./measure.ts";

/** Lines of a Markdown table. */
export function renderSpeeds(ours: Speeds, theirs: Speeds | null): string {
  const head = ["list", "Tradewind p50 / p95", ...(theirs === null ? [] : ["Airflow p50 / p95"])];
  const rows = [...ours].map(([name, speed]) => [
    name,
    renderSpeed(speed),
    ...(theirs === null ? [] : [renderSpeed(theirs.get(name) ?? null)]),
  ]);
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function renderSpeed(speed: Speed | null): string {
  return speed === null ? "refused" : `${formatNumber(speed.p50)} / ${formatNumber(speed.p95)} ms`;
}
