import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState, type ReactNode } from "react";
import { linkToTask } from "../../links.ts";
import { TimelineChart } from "../chart.tsx";
import { findCriticalPath } from "../critical-path.ts";
import type { Span, TaskLanes } from "../lanes.ts";
import { listRows } from "../rows.ts";
import { Summary } from "./summary.tsx";

export interface ChartProps {
  readonly dagId: string;
  readonly runId: string;
  readonly linked: Parameters<typeof findCriticalPath>[0];
  readonly tasks: readonly TaskLanes[];
  readonly span: Span;
  readonly choice: ReactNode;
  readonly isSnug: boolean;
}

/** Pixels: of a snug chart at most, and of its axis and lines with some room. */
const HEIGHT = { most: 640, axis: 42, row: 28 };

export function Chart({ dagId, runId, linked, tasks, span, choice, isSnug }: ChartProps) {
  const navigate = useNavigate();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const at = span.to;
  const path = useMemo(() => findCriticalPath(linked, tasks, at), [linked, tasks, at]);
  const critical = useMemo(() => new Set(path?.tasks), [path]);
  const rows = useMemo(() => listRows(tasks, open).length, [tasks, open]);
  const snug = { blockSize: Math.min(HEIGHT.most, HEIGHT.axis + rows * HEIGHT.row) };
  return (
    <>
      <Summary tasks={tasks} at={at} path={path} choice={choice} />
      <div className={`border-t border-line ${isSnug ? "" : "min-h-0 flex-1"}`} style={isSnug ? snug : undefined}>
        <TimelineChart
          {...{ tasks, span, at, open, critical }}
          marks="elapsed"
          onOpen={setOpen}
          onChoose={({ taskId, lanes }) =>
            void navigate(linkToTask({ dagId, runId, taskId, mapIndex: lanes[0]?.mapIndex ?? -1 }))
          }
        />
      </div>
    </>
  );
}
