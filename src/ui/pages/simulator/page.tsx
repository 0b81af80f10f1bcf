import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import type { Graph } from "../../../core/graph.ts";
import { rehearse } from "../../../core/rehearsal.ts";
import type { RunState } from "../../../core/state.ts";
import { definitionQuery, type Definition } from "../../api/definition.ts";
import { Button } from "../../kit/button.tsx";
import { Panel } from "../../kit/panel.tsx";
import { StateBadge } from "../../kit/state-icon.tsx";
import { ErrorState, Loading } from "../../kit/states.tsx";
import { useSearchState } from "../../search-state.ts";
import { formatDuration } from "../../time/format.ts";
import { TimelineChart } from "../../timeline/chart.tsx";
import { listLanes, toRows } from "../../timeline/lanes.ts";
import { Scrubber } from "../../timeline/scrubber.tsx";
import { StateCounts } from "../../timeline/state-counts.tsx";
import { usePlayback } from "../../timeline/use-playback.ts";
import { useWords } from "../../words/catalogue.ts";
import { Month } from "./month.tsx";
import { PartRow } from "./part-row.tsx";
import { readParts, writeParts, type Parts } from "./parts.ts";

/** Any DAG's run, played here by the engine itself: nothing is asked of the server once the DAG is loaded. */
export function SimulatorPage() {
  const { dagId = "" } = useParams({ strict: false });
  const { data, error, refetch } = useQuery({ ...definitionQuery(dagId), staleTime: Infinity });
  if (data !== undefined) return <Simulator definition={data} />;
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <Loading rows={12} />;
}

function Simulator({ definition }: { readonly definition: Definition }) {
  const t = useWords();
  const { graph } = definition;
  const [text, setText] = useSearchState("parts");
  const [start] = useState(() => Date.now());
  const parts = useMemo(() => readParts(text), [text]);
  const { run, batches, isCutShort } = useMemo(
    () => rehearse(graph, start, new Map(Object.entries(parts))),
    [graph, start, parts],
  );
  const end = Math.max(start + 1, batches.at(-1)?.at ?? start);
  return (
    <div className="grid gap-3 p-3 sm:p-4 lg:grid-cols-[22rem_minmax(0,1fr)]">
      <Cast graph={graph} parts={parts} onParts={(next) => setText(writeParts(next))} />
      <Panel title={<Outcome state={run.state} length={end - start} />}>
        {isCutShort && <p className="px-3 py-2 text-warning-ink">{t("simulator.cutShort")}</p>}
        <Stage definition={definition} batches={batches} span={{ from: start, to: end }} />
      </Panel>
      <Month definition={definition} from={start} />
    </div>
  );
}

interface CastProps {
  readonly graph: Graph;
  readonly parts: Parts;
  readonly onParts: (parts: Parts) => void;
}

function Cast({ graph, parts, onParts }: CastProps) {
  const t = useWords();
  const reset = (
    <Button look="quiet" disabled={Object.keys(parts).length === 0} onClick={() => onParts({})}>
      {t("simulator.reset")}
    </Button>
  );
  return (
    <Panel
      title={t("simulator.parts")}
      count={graph.tasks.length}
      actions={reset}
      className="lg:row-span-2 lg:self-start"
    >
      <p className="border-b border-line px-3 py-2 text-xs text-ink-3">{t("simulator.hint")}</p>
      <ul className="max-h-[36rem] overflow-auto">
        {graph.tasks.map((node) => (
          <PartRow key={node.id} graph={graph} node={node} parts={parts} onParts={onParts} />
        ))}
      </ul>
    </Panel>
  );
}

function Outcome({ state, length }: { readonly state: RunState; readonly length: number }) {
  const t = useWords();
  return (
    <span className="flex items-center gap-2">
      {t("simulator.result")}
      <StateBadge state={state} />
      <span className="tabular font-normal text-ink-3">{formatDuration(length)}</span>
    </span>
  );
}

interface StageProps {
  readonly definition: Definition;
  readonly batches: ReturnType<typeof rehearse>["batches"];
  readonly span: { readonly from: number; readonly to: number };
}

function Stage({ definition, batches, span }: StageProps) {
  const { graph } = definition;
  const tasks = useMemo(() => listLanes(graph.tasks, toRows(graph, batches)), [graph, batches]);
  const instants = useMemo(() => [...new Set(batches.map(({ at }) => at))], [batches]);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const playback = usePlayback(span);
  return (
    <>
      <Scrubber {...playback} span={span} instants={instants} marks="elapsed" />
      <StateCounts tasks={tasks} at={playback.at} />
      <div style={{ blockSize: Math.min(480, 30 + 28 * Math.max(8, tasks.length)) }}>
        <TimelineChart
          tasks={tasks}
          span={span}
          at={playback.at}
          onAt={playback.onAt}
          marks="elapsed"
          open={open}
          onOpen={setOpen}
        />
      </div>
    </>
  );
}
