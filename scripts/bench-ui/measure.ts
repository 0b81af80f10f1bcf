/** One line of the table. */
export interface Measure {
  readonly what: string;
  readonly unit: "ms" | "KB" | "MB" | "requests" | "frames/s" | "steps";
  readonly value: number;
  readonly bound: "at_most" | "at_least";
  readonly limit: number;
  /** The same by bytes or counts, on whatever machine: missing it fails the command. */
  readonly isFirm: boolean;
  /** What Airflow 3.3.2 needed on a machine of two cores. */
  readonly airflow: string;
  readonly remark?: string;
}

type Kind = Pick<Measure, "unit" | "bound" | "isFirm">;
const MS: Kind = { unit: "ms", bound: "at_most", isFirm: false };
const RATE: Kind = { unit: "frames/s", bound: "at_least", isFirm: false };
const COUNT: Kind = { unit: "requests", bound: "at_most", isFirm: true };

export const time = (what: string, limit: number, airflow: string, value: number, remark?: string): Measure => ({
  ...MS,
  what,
  limit,
  airflow,
  value,
  ...(remark === undefined ? {} : { remark }),
});
export const frames = (
  what: string,
  airflow: string,
  { rate, longest }: { rate: number; longest: number },
): Measure => ({
  ...RATE,
  what,
  limit: 50,
  airflow,
  value: rate,
  remark: `longest ${Math.round(longest)} ms`,
});
export const count = (what: string, limit: number, airflow: string, value: number): Measure => ({
  ...COUNT,
  what,
  limit,
  airflow,
  value,
});

export function isReached({ value, bound, limit }: Measure): boolean {
  return bound === "at_most" ? value <= limit : value >= limit;
}

/** Lines of a Markdown table. */
export function renderMeasures(measures: readonly Measure[]): string {
  const head = ["measure", "must reach", "ours", "", "Airflow 3.3.2"];
  const rows = measures.map((one) => {
    const { what, value, unit, bound, limit, airflow, remark } = one;
    const sign = bound === "at_most" ? "≤" : "≥";
    const ours = `${round(value)} ${unit}${remark === undefined ? "" : ` (${remark})`}`;
    return [what, `${sign} ${limit} ${unit}`, ours, isReached(one) ? "reached" : "missed", airflow];
  });
  const lines = [head, head.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function round(value: number): string {
  return String(value >= 100 ? Math.round(value) : Number(value.toFixed(1)));
}
