import type { VersionDiff } from "../../../api/versions.ts";
import { Panel } from "../../../kit/panel.tsx";
import { EmptyState } from "../../../kit/states.tsx";
import { useWords, type Translate } from "../../../words/catalogue.ts";

interface Change {
  readonly sign: "+" | "−" | "~";
  readonly what: string;
  readonly how: string;
}

/** What changed in the graph and the schedule, one line each. */
export function GraphChanges({ diff }: { readonly diff: VersionDiff }) {
  const t = useWords();
  const changes = listChanges(diff, t);
  return (
    <Panel title={t("versions.graph")} count={changes.length}>
      {changes.length === 0 && <EmptyState isSmall title={t("versions.sameGraph")} />}
      <ul className="font-mono text-xs">
        {changes.map(({ sign, what, how }) => (
          <li key={sign + what + how} className="flex gap-2 border-b border-line px-3 py-1 last:border-0">
            <span className={sign === "−" ? "text-danger-ink" : "text-ink-3"}>{sign}</span>
            <span className="font-medium">{what}</span>
            <span className="min-w-0 break-words text-ink-2">{how}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function listChanges({ graph, schedule }: VersionDiff, t: Translate): Change[] {
  const tell = (before: string | null, after: string | null) => `${before ?? "–"} → ${after ?? "–"}`;
  const isRescheduled = schedule.before !== schedule.after;
  return [
    ...(isRescheduled
      ? [{ sign: "~", what: t("dag.schedule"), how: tell(schedule.before, schedule.after) } as const]
      : []),
    ...graph.dag.map(({ field, before, after }): Change => ({ sign: "~", what: field, how: tell(before, after) })),
    ...graph.added.map((task): Change => ({ sign: "+", what: task, how: "" })),
    ...graph.removed.map((task): Change => ({ sign: "−", what: task, how: "" })),
    ...graph.renamed.map(({ from, to }): Change => ({ sign: "~", what: from, how: `→ ${to}` })),
    ...graph.changed.flatMap(({ task, fields }) =>
      fields.map(({ field, before, after }): Change => {
        return { sign: "~", what: task, how: `${field}: ${tell(before, after)}` };
      }),
    ),
  ];
}
