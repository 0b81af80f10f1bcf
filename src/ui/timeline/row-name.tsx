import type { ReactNode } from "react";
import { Icon } from "../kit/icon.tsx";
import { StateIcon } from "../kit/state-icon.tsx";
import { STATES } from "../theme/states.ts";
import { useWords } from "../words/catalogue.ts";
import { findSegment } from "./lanes.ts";
import type { ChartRow } from "./rows.ts";

export const NAMES = "sticky start-0 z-10 w-40 shrink-0 border-e border-line sm:w-(--names)";

/** On a phone a long name takes two small lines. */
const NAME = "min-w-0 flex-1 max-sm:line-clamp-2 max-sm:text-2xs max-sm:leading-tight max-sm:break-all sm:truncate";

interface RowNameProps {
  readonly row: ChartRow;
  readonly at: number;
  readonly open: ReadonlySet<string>;
  readonly onOpen: (open: ReadonlySet<string>) => void;
  readonly onChoose?: (row: ChartRow) => void;
  readonly critical?: ReadonlySet<string>;
}

export function RowName({ row, at, open, onOpen, onChoose, critical }: RowNameProps) {
  const isCritical = critical?.has(row.taskId) === true;
  const label = row.depth === 0 ? row.taskId : `[${row.lanes[0]?.mapIndex ?? 0}]`;
  const toggle = () => {
    const next = new Set(open);
    if (!next.delete(row.taskId)) next.add(row.taskId);
    onOpen(next);
  };
  return (
    <div role="cell" className={`${NAMES} flex items-center gap-1.5 bg-surface ps-3 pe-1`}>
      <span style={{ inlineSize: row.depth * 16 }} />
      <StateIcon state={findWorst(row, at)} />
      {onChoose === undefined || row.isOpen !== null ? (
        <span className={`${NAME} ${isCritical ? "font-semibold" : ""}`} title={label}>
          {label}
        </span>
      ) : (
        <Choice label={label} isCritical={isCritical} onChoose={() => onChoose(row)} />
      )}
      {row.isOpen !== null && <Fold row={row} isOpen={row.isOpen} onToggle={toggle} />}
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly isCritical: boolean;
  readonly onChoose: () => void;
}

function Choice({ label, isCritical, onChoose }: ChoiceProps): ReactNode {
  return (
    <button
      type="button"
      className={`${NAME} min-h-6 text-start hover:underline ${isCritical ? "font-semibold" : ""}`}
      title={label}
      onClick={onChoose}
    >
      {label}
    </button>
  );
}

interface FoldProps {
  readonly row: ChartRow;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function Fold({ row, isOpen, onToggle }: FoldProps) {
  const t = useWords();
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      aria-label={t("timeline.instancesOf", { id: row.taskId })}
      className="tabular flex h-6 items-center gap-0.5 rounded px-1 text-xs text-ink-2 hover:bg-hover"
      onClick={onToggle}
    >
      ×{row.lanes.length}
      <Icon name={isOpen ? "chevronDown" : "chevronRight"} size={12} />
    </button>
  );
}

/** Of several instances, the state that asks for attention most. */
function findWorst({ lanes }: ChartRow, at: number) {
  const states = lanes.map((lane) => findSegment(lane, at)?.state ?? "none");
  return states.reduce((least, state) => (STATES[state].rank < STATES[least].rank ? state : least), "none");
}
