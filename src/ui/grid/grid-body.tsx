import type { RefObject } from "react";
import { formatDuration } from "../time/format.ts";
import { useWords } from "../words/catalogue.ts";
import { countInstances } from "./grid-choice.ts";
import type { Cursor } from "./grid-keys.ts";
import type { GridModel } from "./grid-model.ts";
import { NameRow } from "./grid-names.tsx";
import { describeCell, describeRun } from "./grid-words.ts";
import { HEADER_HEIGHT } from "./layout.ts";
import { findLongest } from "./paint-head.ts";

interface BodyProps {
  readonly id: string;
  readonly model: GridModel;
  readonly rows: readonly number[];
  readonly folded: ReadonlySet<string>;
  readonly range: readonly [number, number];
  readonly cursor: Cursor;
  readonly selectedRow: number;
  readonly width: number;
  readonly names: RefObject<HTMLDivElement | null>;
}

/** The names, and for readers the cell under the keyboard: everything else of the grid is painted. */
export function GridBody(props: BodyProps) {
  const { width, names, range, cursor, rows } = props;
  return (
    <>
      <HeadRow {...props} />
      <div className="absolute start-0 bottom-0 overflow-hidden" style={{ top: HEADER_HEIGHT, width }}>
        <div ref={names} role="rowgroup" className="absolute inset-x-0 top-0">
          {listRows(range, cursor.row, rows.length).map((at) => (
            <Row key={rows[at]} at={at} {...props} />
          ))}
        </div>
      </div>
    </>
  );
}

function Row({ at, id, model, rows, folded, cursor, selectedRow, width }: BodyProps & { readonly at: number }) {
  const t = useWords();
  const row = rows[at] ?? -1;
  const node = model.nodes[row];
  if (node === undefined) return null;
  const isActive = cursor.row === at && cursor.column >= 0;
  return (
    <NameRow
      node={node}
      at={at}
      width={width}
      isFolded={folded.has(node.id)}
      isSelected={selectedRow === at}
      instances={node.isMapped ? countInstances(model, row) : null}
      activeId={isActive ? `${id}-active` : null}
      activeColumn={isActive ? cursor.column : -1}
      activeLabel={isActive ? describeCell(t, model, row, cursor.column) : ""}
    />
  );
}

function HeadRow({ id, model, cursor, width }: BodyProps) {
  const t = useWords();
  const run = cursor.row < 0 ? model.columns[cursor.column]?.run : undefined;
  return (
    <div
      role="row"
      aria-rowindex={1}
      className="absolute start-0 top-0 flex border-b border-line bg-surface"
      style={{ width, height: HEADER_HEIGHT - 0 }}
    >
      <div
        role="columnheader"
        aria-colindex={1}
        className="flex flex-1 flex-col justify-between p-2 text-xs text-ink-3"
      >
        <span className="tabular self-end">{t("grid.longest", { duration: formatDuration(findLongest(model)) })}</span>
        <span className="font-medium">{t("grid.task")}</span>
      </div>
      {run !== undefined && (
        <div
          role="columnheader"
          id={`${id}-active`}
          aria-colindex={cursor.column + 2}
          aria-label={describeRun(t, run)}
        />
      )}
    </div>
  );
}

/** The rows in sight, and the one under the keyboard wherever it is: readers are told of it by its id. */
function listRows([first, last]: readonly [number, number], active: number, count: number): number[] {
  const rows = Array.from({ length: Math.max(0, Math.min(last, count) - first) }, (_, index) => first + index);
  const isOutside = active >= 0 && active < count && (active < first || active >= last);
  return isOutside ? [...rows, active] : rows;
}
