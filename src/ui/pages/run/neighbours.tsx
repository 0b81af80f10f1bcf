import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { GridAnswerRun } from "../../api/grid.ts";
import { laterRunsQuery, type DagRun } from "../../api/run.ts";
import { useShortcuts } from "../../keys/registry.ts";
import { IconButton } from "../../kit/button.tsx";
import { linkToRun } from "../../links.ts";
import { useWords } from "../../words/catalogue.ts";
import { findAfter } from "./states.ts";

interface NeighboursProps {
  readonly dagId: string;
  readonly run: DagRun;
  /** This run and those before it, the newest first. */
  readonly history: readonly GridAnswerRun[];
}

/** `[` leads to the run before, `]` to the one after. */
export function Neighbours({ dagId, run, history }: NeighboursProps) {
  const t = useWords();
  const navigate = useNavigate();
  const { data: later } = useQuery(laterRunsQuery(dagId, run));
  const before = findAfter(history, run.dag_run_id);
  const after = findAfter(later?.dag_runs ?? [], run.dag_run_id);
  const go = (id: string | null) => {
    if (id !== null) void navigate(linkToRun(dagId, id));
  };
  useShortcuts([
    { keys: "[", words: "run.previous", group: "page", run: () => go(before) },
    { keys: "]", words: "run.next", group: "page", run: () => go(after) },
  ]);
  return (
    <span className="flex items-center">
      <IconButton
        icon="chevronLeft"
        label={`${t("run.previous")} ( [ )`}
        disabled={before === null}
        onClick={() => go(before)}
      />
      <IconButton
        icon="chevronRight"
        label={`${t("run.next")} ( ] )`}
        disabled={after === null}
        onClick={() => go(after)}
      />
    </span>
  );
}
