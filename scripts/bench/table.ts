import { judge, ratioOf, type Measurement, type Target } from "./measurement.ts";

const HEAD = ["", "what", "measured", "yardstick", "ratio", "target", "", "Workflows"];

/** The measurements as lines of text in columns. */
export function renderTable(measurements: readonly Measurement[]): string {
  const rows = [HEAD, ...measurements.map(renderRow)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const [head = "", ...rest] = lines;
  return [head, "-".repeat(Math.max(...lines.map(({ length }) => length))), ...rest].join("\n");
}

function renderRow(measurement: Measurement): string[] {
  const { workload, what, value, unit, yardstick, target, workflows } = measurement;
  const ratio = ratioOf(measurement);
  return [
    workload,
    what,
    `${formatNumber(value)} ${unit}`,
    yardstick === undefined ? "" : `${formatNumber(yardstick.value)} ${yardstick.name}`,
    ratio === null ? "" : `${formatNumber(ratio)} x`,
    target === undefined ? "" : formatTarget(target),
    judge(measurement) ?? "",
    workflows === undefined ? "" : `${formatNumber(workflows)} ${unit}`,
  ];
}

function formatTarget({ of, bound, limit }: Target): string {
  return `${bound === "at_most" ? "<=" : ">="} ${formatNumber(limit)}${of === "ratio" ? " x" : ""}`;
}

/** Three digits that mean something. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return "none";
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}
