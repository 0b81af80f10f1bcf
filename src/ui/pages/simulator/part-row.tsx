import type { Graph, TaskNode } from "../../../core/graph.ts";
import type { Part } from "../../../core/rehearsal.ts";
import { Select, TextInput } from "../../kit/field.tsx";
import { useWords } from "../../words/catalogue.ts";
import { changePart, endingOf, isMappedOver, toChange, type Ending, type Parts } from "./parts.ts";

const ENDINGS: readonly Ending[] = ["success", "once", "twice", "always", "skipped"];

interface PartRowProps {
  readonly graph: Graph;
  readonly node: TaskNode;
  readonly parts: Parts;
  readonly onParts: (parts: Parts) => void;
}

/** What one task is to do: how long it takes, how it ends, and what its kind leaves open. */
export function PartRow({ graph, node, parts, onParts }: PartRowProps) {
  const t = useWords();
  const part: Part = parts[node.id] ?? {};
  const set = (change: Parameters<typeof changePart>[2]) => onParts(changePart(parts, node.id, change));
  if (node.kind === "empty" || node.kind === "latest_only") return null;
  return (
    <li className="grid gap-1.5 border-b border-line px-3 py-2 last:border-0">
      <span className="flex items-baseline gap-2">
        <span className="min-w-0 truncate font-medium" title={node.id}>
          {node.id}
        </span>
        <span className="text-xs text-ink-3">{t(`simulator.kind_${node.kind}`)}</span>
      </span>
      <span className="flex flex-wrap gap-2">
        <Select
          aria-label={t("simulator.endingOf", { id: node.id })}
          className="w-36!"
          value={endingOf(part)}
          options={ENDINGS.map((value) => ({ value, label: t(`simulator.ending_${value}`) }))}
          onChange={(ending) => set(toChange(ending))}
        />
        <Amount
          label={t("simulator.durationOf", { id: node.id })}
          unit="s"
          value={(part.duration ?? 1_000) / 1_000}
          usual={1}
          onChange={(seconds) => set({ duration: seconds === undefined ? undefined : seconds * 1_000 })}
        />
        {isMappedOver(graph, node) && <Items node={node} part={part} set={set} />}
        <Kinds node={node} part={part} set={set} />
      </span>
    </li>
  );
}

interface KindsProps {
  readonly node: TaskNode;
  readonly part: Part;
  readonly set: (change: Parameters<typeof changePart>[2]) => void;
}

function Items({ node, part, set }: KindsProps) {
  const t = useWords();
  return (
    <Amount
      label={t("simulator.itemsOf", { id: node.id })}
      unit={t("simulator.items")}
      value={part.items ?? 3}
      usual={3}
      onChange={(items) => set({ items: items === undefined ? undefined : Math.round(items) })}
    />
  );
}

function Kinds({ node, part, set }: KindsProps) {
  const t = useWords();
  if (node.kind === "branch") {
    const arms = Object.keys(node.arms ?? {});
    return (
      <Select
        aria-label={t("simulator.armOf", { id: node.id })}
        className="w-36!"
        value={part.labels?.[0] ?? arms[0] ?? ""}
        options={arms.map((arm) => ({ value: arm, label: `→ ${arm}` }))}
        onChange={(arm) => set({ labels: arm === arms[0] ? undefined : [arm] })}
      />
    );
  }
  if (node.kind === "short_circuit") {
    return (
      <Select
        aria-label={t("simulator.answerOf", { id: node.id })}
        className="w-36!"
        value={part.proceed === false ? "stop" : "go"}
        options={[
          { value: "go", label: t("simulator.proceed") },
          { value: "stop", label: t("simulator.stop") },
        ]}
        onChange={(answer) => set({ proceed: answer === "stop" ? false : undefined })}
      />
    );
  }
  if (node.sensor === null) return null;
  return (
    <Amount
      label={t("simulator.pokesOf", { id: node.id })}
      unit={t("simulator.pokes")}
      value={part.pokes ?? 0}
      usual={0}
      onChange={(pokes) => set({ pokes })}
    />
  );
}

interface AmountProps {
  readonly label: string;
  readonly unit: string;
  readonly value: number;
  readonly usual: number;
  /** Undefined for the usual amount. */
  readonly onChange: (value: number | undefined) => void;
}

function Amount({ label, unit, value, usual, onChange }: AmountProps) {
  return (
    <span className="inline-flex items-center gap-1 text-xs text-ink-3">
      <TextInput
        type="number"
        aria-label={label}
        className="w-20! tabular"
        min={0}
        step="any"
        value={value}
        onChange={(event) => {
          const next = event.target.valueAsNumber;
          onChange(Number.isNaN(next) || next < 0 || next === usual ? undefined : next);
        }}
      />
      {unit}
    </span>
  );
}
