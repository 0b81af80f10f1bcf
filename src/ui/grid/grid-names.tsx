import { memo } from "react";
import { Icon } from "../kit/icon.tsx";
import { getLanguageTag, useWords } from "../words/catalogue.ts";
import type { GridNode } from "./grid-model.ts";
import { ROW_HEIGHT } from "./layout.ts";

interface NameRowProps {
  readonly node: GridNode;
  /** Index into the rows on show. */
  readonly at: number;
  readonly width: number;
  readonly isFolded: boolean;
  readonly isSelected: boolean;
  /** Instances of a mapped task in the newest run; null where it is none, or was not expanded. */
  readonly instances: number | null;
  /** Set in the row where the keyboard stands: id, column and words of its cell. */
  readonly activeId: string | null;
  readonly activeColumn: number;
  readonly activeLabel: string;
}

/** One row for readers and for the eye; its cells are painted beside it, and the one under the keyboard is told here. */
export const NameRow = memo(function NameRow(props: NameRowProps) {
  const { node, at, width, isFolded, isSelected, instances } = props;
  return (
    <div
      role="row"
      aria-rowindex={at + 2}
      aria-level={node.depth + 1}
      {...(node.isGroup ? { "aria-expanded": !isFolded } : {})}
      style={{ height: ROW_HEIGHT, width, transform: `translateY(${at * ROW_HEIGHT}px)` }}
      className={`absolute start-0 top-0 flex border-b border-line ${isSelected ? "bg-selected" : "bg-surface"}`}
    >
      <Name node={node} isFolded={isFolded} instances={instances} />
      {props.activeId !== null && (
        <div
          role="gridcell"
          id={props.activeId}
          aria-colindex={props.activeColumn + 2}
          aria-label={props.activeLabel}
          aria-selected
        />
      )}
    </div>
  );
});

function Name({ node, isFolded, instances }: Pick<NameRowProps, "node" | "isFolded" | "instances">) {
  const t = useWords();
  return (
    <div
      role="rowheader"
      aria-colindex={1}
      title={node.id}
      className={`flex min-w-0 flex-1 items-center gap-1 pe-2 text-xs ${node.isGroup ? "font-medium" : ""}`}
      style={{ paddingInlineStart: 8 + node.depth * 14 }}
    >
      {node.isGroup ? (
        <button
          type="button"
          tabIndex={-1}
          data-fold={node.id}
          aria-label={t(isFolded ? "grid.unfold" : "grid.fold", { id: node.id })}
          className="flex size-5 shrink-0 items-center justify-center rounded hover:bg-hover"
        >
          <Icon name={isFolded ? "chevronRight" : "chevronDown"} size={12} />
        </button>
      ) : (
        <span className="w-1 shrink-0" />
      )}
      <Label text={node.label} />
      {node.isMapped && (
        <span className="tabular shrink-0 text-ink-3" title={t("grid.mapped", { count: instances ?? 0 })}>
          [{instances === null ? "" : instances.toLocaleString(getLanguageTag())}]
        </span>
      )}
    </div>
  );
}

/** Characters at the end that are always shown: names of one kind differ there. */
const TAIL = 6;

function Label({ text }: { readonly text: string }) {
  if (text.length <= TAIL * 2) return <span className="truncate">{text}</span>;
  return (
    <span className="flex min-w-0">
      <span className="truncate">{text.slice(0, -TAIL)}</span>
      <span className="shrink-0">{text.slice(-TAIL)}</span>
    </span>
  );
}
