import type { Node, NodeProps } from "@xyflow/react";
import { Icon } from "../kit/icon.tsx";
import { StateIcon } from "../kit/state-icon.tsx";
import { STATES, type ShownState } from "../theme/states.ts";
import { useWords } from "../words/catalogue.ts";
import type { Box } from "./graph-model.ts";

export interface BoxData extends Record<string, unknown> {
  readonly box: Box;
  readonly state: ShownState | null;
  /** Instances of a mapped task, where that is known. */
  readonly count: number | null;
  readonly onFold: (groupId: string) => void;
}

/** What the library looks for where a line ends; its own component costs each box a subscription. */
const END = "react-flow__handle invisible";

/** A task with its state, a closed group as one, or the frame of an open group. */
export function BoxNode({ data }: NodeProps<Node<BoxData>>) {
  return (
    <>
      <span className={`${END} react-flow__handle-left target`} data-handlepos="left" />
      {data.box.isOpen ? <Frame {...data} /> : <Plain {...data} />}
      <span className={`${END} react-flow__handle-right source`} data-handlepos="right" />
    </>
  );
}

function Frame({ box, onFold }: BoxData) {
  const t = useWords();
  return (
    <div className="size-full rounded-lg border border-dashed border-line-strong bg-hover/40">
      <button
        type="button"
        className="nodrag m-1 flex h-6 items-center gap-1 rounded px-1.5 text-xs font-medium text-ink-2 hover:bg-hover"
        aria-label={t("grid.fold", { id: box.id })}
        onClick={(event) => {
          event.stopPropagation();
          onFold(box.id);
        }}
      >
        <Icon name="chevronDown" size={12} />
        {box.label}
        {box.isMapped && " [ ]"}
      </button>
    </div>
  );
}

function Plain({ box, state, count, onFold }: BoxData) {
  const t = useWords();
  const isAsset = box.kind === "asset";
  const border = state === null ? "var(--line-strong)" : STATES[state].fill;
  return (
    <div
      className={`flex size-full items-center gap-1.5 border-[1.5px] bg-surface px-2 text-sm ${isAsset ? "rounded-full border-dashed" : "rounded-md"}`}
      style={{ borderColor: border }}
      title={box.id}
    >
      {state !== null && !isAsset && <StateIcon state={state} />}
      <span className="min-w-0 flex-1 truncate">{box.label}</span>
      {box.isMapped && <span className="tabular text-xs text-ink-3">{count === null ? "[ ]" : `×${count}`}</span>}
      {box.note !== null && <span className="text-xs text-ink-3">{t(`graph.${box.note}`)}</span>}
      {box.kind === "group" && (
        <button
          type="button"
          className="nodrag tabular flex h-6 items-center rounded px-1 text-xs text-ink-2 hover:bg-hover"
          aria-label={t("grid.unfold", { id: box.id })}
          onClick={(event) => {
            event.stopPropagation();
            onFold(box.id);
          }}
        >
          {box.tasks.length}
          <Icon name="chevronRight" size={12} />
        </button>
      )}
    </div>
  );
}
