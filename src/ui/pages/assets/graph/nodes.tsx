import { Handle, Position, type Node, type NodeProps } from "@xyflow/react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { DEFAULT_GROUP } from "../../../../core/asset.ts";
import { DEFAULT_TEAM } from "../../../../core/ids.ts";
import { Icon } from "../../../kit/icon.tsx";
import { StateIcon } from "../../../kit/state-icon.tsx";
import { Time } from "../../../kit/time.tsx";
import { STATES, type ShownState } from "../../../theme/states.ts";
import { useWords } from "../../../words/catalogue.ts";
import { Freshness } from "./freshness.tsx";
import type { Item } from "./model.ts";

export interface ItemData extends Record<string, unknown> {
  readonly item: Item;
  /** It is what the graph is drawn around. */
  readonly isFocus: boolean;
  readonly onFocus: (id: string) => void;
}

/** Sizes in pixels, the same whatever an item says: what changes in it moves nothing. */
export const SIZES = {
  asset: { width: 264, height: 78 },
  alias: { width: 180, height: 40 },
  dag: { width: 232, height: 56 },
} as const;

const SHAPES = {
  asset: "rounded-xl px-2.5 py-1.5",
  alias: "rounded-full border-dashed px-3 py-1",
  dag: "rounded-md px-2.5 py-1.5",
} as const;

/** An asset, an alias or a DAG; its name is a link to its page. */
export function ItemNode({ data }: NodeProps<Node<ItemData>>) {
  const { item, isFocus } = data;
  const frame = isFocus ? "border-accent border-2" : "border-[1.5px]";
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} className="invisible" />
      <div
        data-item={item.id}
        className={`flex size-full flex-col justify-center bg-surface text-sm has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-accent ${SHAPES[item.kind]} ${frame}`}
        style={isFocus ? {} : { borderColor: colourItem(item) }}
      >
        <Inside {...data} />
      </div>
      <Handle type="source" position={Position.Right} isConnectable={false} className="invisible" />
    </>
  );
}

/** Of a frame and on the map; what it means stands in the node in words. */
export function colourItem({ attention }: Item): string {
  if (attention === null) return "var(--line-strong)";
  return ["var(--state-failed)", "var(--warning-ink)", "var(--state-queued)"][attention] ?? "var(--line-strong)";
}

function Inside(data: ItemData) {
  const { item, onFocus } = data;
  if (item.kind === "asset") return <AssetInside item={item} onFocus={onFocus} />;
  if (item.kind === "dag") return <DagInside item={item} onFocus={onFocus} />;
  return <AliasInside item={item} onFocus={onFocus} />;
}

interface Of<Kind> {
  readonly item: Extract<Item, { kind: Kind }>;
  readonly onFocus: (id: string) => void;
}

function AssetInside({ item, onFocus }: Of<"asset">) {
  const t = useWords();
  const { asset, producer } = item;
  const place = [item.group, item.team].filter((part) => part !== DEFAULT_GROUP && part !== DEFAULT_TEAM).join(" · ");
  return (
    <>
      <Head item={item} onFocus={onFocus} icon={<Icon name="database" size={14} className="text-ink-3" />}>
        <Link
          {...linkToAsset(asset.id)}
          className={NAME}
          title={asset.uri}
          aria-label={t("assetGraph.assetNode", { name: item.name })}
        >
          {item.name}
        </Link>
        {producer !== null && <StateSign state={producer} />}
      </Head>
      <span className="flex min-w-0 items-center gap-2 text-xs text-ink-2">
        <Freshness at={asset.last_event_at} />
        <span className="ms-auto truncate text-ink-3">{place}</span>
      </span>
      <AssetSigns item={item} />
    </>
  );
}

/** What it asks attention for. */
function AssetSigns({ item: { asset, producer, waitingAt } }: Pick<Of<"asset">, "item">) {
  const t = useWords();
  return (
    <span className="flex min-w-0 items-center gap-2 text-xs">
      {asset.is_behind && (
        <span className="inline-flex items-center gap-1 whitespace-nowrap text-warning-ink">
          <Icon name="warning" size={12} />
          {t("assetGraph.behind")}
        </span>
      )}
      {waitingAt.length > 0 && (
        <span className="inline-flex min-w-0 items-center gap-1" style={{ color: STATES.queued.text }}>
          <StateIcon state="queued" size={12} isDecoration />
          <span className="truncate">
            {t("assetGraph.waitsAt", { count: waitingAt.length, dag: waitingAt[0] ?? "" })}
          </span>
        </span>
      )}
      {producer === null && !asset.is_behind && waitingAt.length === 0 && (
        <span className="text-ink-3">{t("assetGraph.noProducer")}</span>
      )}
    </span>
  );
}

function DagInside({ item, onFocus }: Of<"dag">) {
  const t = useWords();
  const { dag, state } = item;
  const { last_run: run, wait } = dag;
  return (
    <>
      <Head item={item} onFocus={onFocus} icon={<Icon name="dag" size={14} className="text-ink-3" />}>
        <Link
          to="/dags/$dagId"
          params={{ dagId: dag.dag_id }}
          className={NAME}
          title={dag.dag_id}
          aria-label={t("assetGraph.dagNode", { name: item.name })}
        >
          {item.name}
        </Link>
        <StateSign state={state} />
      </Head>
      <span className="flex min-w-0 items-center gap-2 text-xs text-ink-2">
        {run === null ? (
          <span className="text-ink-3">{t("assetGraph.noRun")}</span>
        ) : (
          <span className="truncate">
            {t(`state.${state}`)} · <Time value={run.start_date ?? run.run_after} />
            {dag.team !== DEFAULT_TEAM && <span className="text-ink-3"> · {dag.team}</span>}
          </span>
        )}
        <span className="ms-auto whitespace-nowrap text-ink-3">
          {dag.is_paused ? t("assetGraph.paused") : <Waiting wait={wait} />}
        </span>
      </span>
    </>
  );
}

/** How much has come of what the DAG waits for, where that is more than one thing. */
function Waiting({ wait }: Pick<Extract<Item, { kind: "dag" }>["dag"], "wait">) {
  const t = useWords();
  if (wait === null || wait.of < 2) return null;
  if (wait.kind === "any") return t("assetGraph.waitsForAny", { of: wait.of });
  const words = t(wait.met === wait.of ? "assetGraph.ready" : "assetGraph.waitsFor", { met: wait.met, of: wait.of });
  return wait.met === 0 ? words : <span style={{ color: STATES.queued.text }}>{words}</span>;
}

function AliasInside({ item, onFocus }: Of<"alias">) {
  const t = useWords();
  return (
    <Head item={item} onFocus={onFocus} icon={<Icon name="tag" size={14} className="text-ink-3" />}>
      <span className={NAME}>{item.name}</span>
      <span className="text-xs text-ink-3">{t("assetGraph.alias")}</span>
    </Head>
  );
}

const NAME = "nodrag min-w-0 flex-1 truncate font-medium outline-none hover:underline";

/** Spread into a Link. */
export function linkToAsset(id: number) {
  return { to: "/assets/$assetId", params: { assetId: String(id) } } as const;
}

/** A state by its shape and its letter: colour alone says nothing to some. */
function StateSign({ state }: { readonly state: ShownState }) {
  return (
    <span className="inline-flex items-center gap-1" style={{ color: STATES[state].text }}>
      <StateIcon state={state} />
      <span aria-hidden className="font-mono text-xs font-semibold">
        {STATES[state].letter}
      </span>
    </span>
  );
}

interface HeadProps extends Pick<ItemData, "item" | "onFocus"> {
  readonly icon: ReactNode;
  readonly children: ReactNode;
}

function Head({ item, onFocus, icon, children }: HeadProps) {
  const t = useWords();
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      {icon}
      {children}
      <button
        type="button"
        className="nodrag -me-1 grid size-6 shrink-0 place-items-center rounded text-ink-3 hover:bg-hover hover:text-ink"
        aria-label={t("assetGraph.focus", { name: item.name })}
        title={t("assetGraph.focus", { name: item.name })}
        onClick={() => onFocus(item.id)}
      >
        <Icon name="graph" size={14} />
      </button>
    </span>
  );
}
