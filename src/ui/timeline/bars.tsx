import type { TaskState } from "../../core/state.ts";
import { STATES } from "../theme/states.ts";
import { formatDuration } from "../time/format.ts";
import { useWords, type Translate } from "../words/catalogue.ts";
import { colourOf, findSegment, isBar, type Lane, type Span } from "./lanes.ts";
import { findExtent, type ChartRow } from "./rows.ts";

interface BarsProps {
  readonly row: ChartRow;
  readonly span: Span;
  readonly at: number;
  readonly isCritical?: boolean;
}

/** Work is a high bar, waiting a low one; what is over without either is a mark. */
export function Bars({ row, span, at, isCritical = false }: BarsProps) {
  const t = useWords();
  const [only] = row.lanes;
  const said = row.lanes.length === 1 && only !== undefined ? describe(only, at, t) : describeAll(row, at, t);
  const label = isCritical ? `${said} · ${t("timeline.critical")}` : said;
  return (
    <div role="cell" aria-label={label} title={label} className="relative me-4 min-w-24 flex-1 overflow-hidden">
      {isCritical && <CriticalLine row={row} span={span} at={at} />}
      {row.lanes.length === 1 && only !== undefined ? (
        <LaneBars lane={only} span={span} at={at} />
      ) : (
        <TaskBar row={row} span={span} at={at} />
      )}
      <span className="absolute inset-y-0 w-px bg-accent opacity-60" style={place(span, at, at)} />
    </div>
  );
}

/** Below the bars of what is on the critical path, from its first to its last. */
function CriticalLine({ row, span, at }: BarsProps) {
  const extent = findExtent(row.lanes, at);
  if (extent === null) return null;
  return <span className="absolute bottom-0 h-0.5 min-w-0.5 bg-ink" style={place(span, extent.from, extent.to)} />;
}

function LaneBars({ lane, span, at }: { readonly lane: Lane; readonly span: Span; readonly at: number }) {
  return lane.segments.map(({ state, from, to }, index) => {
    if (from > at || state === "none") return null;
    const isShown = isBar(state);
    // An end that no work led to, such as a skip, is all there is to show.
    if (!isShown && lane.segments.length > 1) return null;
    const end = isShown ? Math.min(at, to ?? at) : from;
    const colour = STATES[colourOf(lane, index, at)].fill;
    const look = isShown ? styleBar(state) : "inset-y-2 w-1 rounded-full";
    return (
      <span key={from} className={`absolute ${look}`} style={{ ...place(span, from, end), backgroundColor: colour }} />
    );
  });
}

function styleBar(state: TaskState): string {
  return state === "running" ? "inset-y-1.5 min-w-0.5 rounded-sm" : "inset-y-3 min-w-0.5 rounded-xs opacity-70";
}

/** A mapped task as one bar, from its first instance's start to its last one's end, filled as far as it has got. */
function TaskBar({ row, span, at }: BarsProps) {
  const extent = findExtent(row.lanes, at);
  if (extent === null) return null;
  const ended = row.lanes.filter((lane) => !isBar(findSegment(lane, at)?.state ?? "scheduled"));
  const hasFailed = ended.some((lane) => findSegment(lane, at)?.state === "failed");
  const colour = STATES[hasFailed ? "failed" : "success"].fill;
  const share = ended.length / Math.max(1, row.lanes.length);
  return (
    <span
      className="absolute inset-y-1.5 min-w-0.5 overflow-hidden rounded-sm"
      style={{ ...place(span, extent.from, extent.to), backgroundColor: STATES.running.fill }}
    >
      <span className="absolute inset-y-0 start-0" style={{ inlineSize: `${100 * share}%`, backgroundColor: colour }} />
    </span>
  );
}

function place(span: Span, from: number, to: number) {
  const length = Math.max(1, span.to - span.from);
  const end = Math.min(to, span.to);
  return {
    insetInlineStart: `${(100 * (Math.min(from, span.to) - span.from)) / length}%`,
    inlineSize: from === to ? undefined : `${(100 * Math.max(0, end - from)) / length}%`,
  };
}

function describe(lane: Lane, at: number, t: Translate): string {
  const name = lane.mapIndex < 0 ? lane.taskId : `${lane.taskId}[${lane.mapIndex}]`;
  const parts = lane.segments
    .filter(({ from, state }) => from <= at && state !== "none")
    .map(({ state, from, to }) => {
      return isBar(state)
        ? `${t(`state.${state}`)} ${formatDuration(Math.min(at, to ?? at) - from)}`
        : t(`state.${state}`);
    });
  return [name, ...parts].join(" · ");
}

function describeAll(row: ChartRow, at: number, t: Translate): string {
  const ended = row.lanes.filter((lane) => !isBar(findSegment(lane, at)?.state ?? "scheduled")).length;
  return t("timeline.progress", { id: row.taskId, ended, count: row.lanes.length });
}
