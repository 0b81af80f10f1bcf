import { lazy, type ComponentType } from "react";
import type { WordKey } from "../../words/catalogue.ts";

export interface DagTabProps {
  readonly dagId: string;
}
interface DagTab {
  /** Its name in the URL. */
  readonly id: string;
  readonly words: WordKey;
  readonly Panel: ComponentType<DagTabProps>;
}

/** The views of a DAG: adding one is a folder beside this file and a line here. Each is loaded when it is first shown. */
export const DAG_TABS: readonly DagTab[] = [
  { id: "grid", words: "dag.grid", Panel: lazy(async () => ({ default: (await import("./grid/tab.tsx")).GridTab })) },
  {
    id: "graph",
    words: "dag.graph",
    Panel: lazy(async () => ({ default: (await import("./graph/tab.tsx")).GraphTab })),
  },
  {
    id: "waterfall",
    words: "timeline.waterfall",
    Panel: lazy(async () => ({ default: (await import("./waterfall/tab.tsx")).WaterfallTab })),
  },
  { id: "runs", words: "dag.runs", Panel: lazy(async () => ({ default: (await import("./runs/tab.tsx")).RunsTab })) },
  {
    id: "tasks",
    words: "dag.tasks",
    Panel: lazy(async () => ({ default: (await import("./tasks/tab.tsx")).TasksTab })),
  },
  {
    id: "calendar",
    words: "dag.calendar",
    Panel: lazy(async () => ({ default: (await import("./calendar/tab.tsx")).CalendarTab })),
  },
  {
    id: "versions",
    words: "dag.versions",
    Panel: lazy(async () => ({ default: (await import("./versions/tab.tsx")).VersionsTab })),
  },
  { id: "code", words: "dag.code", Panel: lazy(async () => ({ default: (await import("./code/tab.tsx")).CodeTab })) },
  {
    id: "backfills",
    words: "backfills.tab",
    Panel: lazy(async () => ({ default: (await import("./backfills/tab.tsx")).BackfillsTab })),
  },
  {
    id: "details",
    words: "details.tab",
    Panel: lazy(async () => ({ default: (await import("./details/tab.tsx")).DetailsTab })),
  },
];
