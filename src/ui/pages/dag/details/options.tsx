import type { Graph } from "../../../../core/graph.ts";
import { describeTimetable } from "../../../../core/timetable.ts";
import type { Definition } from "../../../api/definition.ts";
import { Code, CodeBlock } from "../../../kit/code.tsx";
import { Facts, type Fact } from "../../../kit/facts.tsx";
import { Panel } from "../../../kit/panel.tsx";
import { formatDuration, formatFull } from "../../../time/format.ts";
import { useWords, type Translate } from "../../../words/catalogue.ts";

/** Every option of the DAG as the engine reads it, with what holds where the author said nothing. */
export function Options({ definition }: { readonly definition: Definition }) {
  const t = useWords();
  const { graph, version_number, graph_hash } = definition;
  const facts: Fact[] = [
    { name: t("details.id"), value: definition.dag_id },
    { name: t("details.version"), value: version_number },
    { name: t("details.hash"), value: <Code>{graph_hash.slice(0, 16)}</Code> },
    ...listNames(graph, t),
    ...listSchedule(graph, t),
    ...listLimits(graph, t),
  ];
  return (
    <Panel title={t("details.options")}>
      <Facts facts={facts} />
      {Object.keys(graph.paramsDefaults).length > 0 && (
        <div className="border-t border-line p-3">
          <CodeBlock text={JSON.stringify(graph.paramsDefaults, null, 2)} label={t("details.params")} />
        </div>
      )}
    </Panel>
  );
}

function listNames(graph: Graph, t: Translate): Fact[] {
  return [
    { name: t("details.displayName"), value: graph.displayName ?? "–" },
    { name: t("admin.description"), value: graph.description ?? "–" },
    { name: t("admin.team"), value: graph.team },
    { name: t("dag.owners"), value: join(graph.owners) },
    { name: t("details.tags"), value: join(graph.tags) },
    { name: t("dag.tasks"), value: graph.tasks.length },
    { name: t("details.groups"), value: graph.groups.length },
  ];
}

function listSchedule(graph: Graph, t: Translate): Fact[] {
  const { startDate, endDate, jitter = 0, overlap } = graph;
  const summary = describeTimetable(graph.timetable);
  return [
    { name: t("dag.schedule"), value: summary === "never" ? t("dags.byHand") : <Code>{summary}</Code> },
    { name: t("details.startDate"), value: startDate === null ? "–" : formatFull(startDate) },
    { name: t("details.endDate"), value: endDate === null ? "–" : formatFull(endDate) },
    { name: t("details.catchup"), value: say(graph.catchup, t) },
    { name: t("details.skipsMissed"), value: say(graph.skipsMissed === true, t) },
    { name: t("details.jitter"), value: jitter === 0 ? t("details.no") : formatDuration(jitter) },
    { name: t("details.overlap"), value: t(`details.overlap_${overlap ?? "wait"}`) },
    { name: t("details.pausedAtFirst"), value: say(graph.isPausedUponCreation, t) },
  ];
}

function listLimits(graph: Graph, t: Translate): Fact[] {
  const { dagrunTimeout, maxActiveTasks, maxConsecutiveFailedDagRuns: failures = 0 } = graph;
  return [
    { name: t("details.maxActiveRuns"), value: graph.maxActiveRuns },
    { name: t("details.maxActiveTasks"), value: maxActiveTasks ?? t("details.noLimit") },
    {
      name: t("details.timeout"),
      value: dagrunTimeout === null ? t("details.noLimit") : formatDuration(dagrunTimeout),
    },
    { name: t("details.failFast"), value: say(graph.failFast, t) },
    { name: t("details.maxFailures"), value: failures === 0 ? t("details.noLimit") : failures },
  ];
}

function say(value: boolean, t: Translate): string {
  return t(value ? "details.yes" : "details.no");
}

function join(values: readonly string[]): string {
  return values.length === 0 ? "–" : values.join(", ");
}
