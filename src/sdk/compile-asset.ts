import { listLeaves } from "../core/asset.ts";
import type { AliasRef, AssetCondition, AssetLeaf, AssetRef } from "../core/asset.ts";
import type { TaskNode } from "../core/graph.ts";
import { isRaw } from "./compile-common.ts";
import { add, show } from "./compile-report.ts";
import type { Options } from "./read-option.ts";
import { toJson } from "./to-json.ts";

/** Airflow's limit of an asset's name and URI. */
const LONGEST = 1_500;

/** The assets and aliases a task names. */
export function compileAssets(options: Options): Pick<TaskNode, "inlets" | "outlets" | "outletAliases"> {
  const outlets = readEntries(options, "outlets");
  const aliases = outlets.flatMap((entry) => (isAlias(entry) ? [pickAlias(entry)] : []));
  return {
    inlets: readEntries(options, "inlets").flatMap((entry) => readAsset(options, "inlets", entry)),
    outlets: outlets.flatMap((entry) => (isAlias(entry) ? [] : readAsset(options, "outlets", entry))),
    ...(aliases.length === 0 ? {} : { outletAliases: aliases }),
  };
}

function readEntries({ report, raw }: Options, option: string): readonly unknown[] {
  const value = raw[option];
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  add(report, "option_invalid", { option, value: show(value), expected: "a list" });
  return [];
}

function readAsset(options: Options, option: string, entry: unknown): readonly AssetRef[] {
  if (isAsset(entry)) return [pickAsset(entry)];
  const expected =
    option === "outlets"
      ? "assets as asset(name) gives them, or aliases as assetAlias(name) does"
      : "assets as asset(name) gives them";
  add(options.report, "option_invalid", { option, value: show(entry), expected });
  return [];
}

/** Says what is wrong with a schedule's assets, if anything is. Types refuse most of it; bundlers strip types. */
export function checkCondition({ report }: Options, condition: AssetCondition): void {
  const leaves = listLeaves(condition);
  if (leaves.length === 0) add(report, "schedule_assets_missing");
  for (const leaf of leaves) if (!isLeaf(leaf)) add(report, "schedule_asset_invalid", { value: show(leaf) });
}

function isLeaf(leaf: AssetLeaf): boolean {
  if (leaf.kind === "alias") return isAlias(leaf);
  if (leaf.kind === "ref") return isName(leaf.name ?? leaf.uri);
  return leaf.kind === "asset" && isAsset(leaf);
}

function isAsset(value: unknown): value is AssetRef {
  if (!isRaw(value) || !isName(value["name"]) || !isName(value["uri"])) return false;
  const { group, extra } = value;
  return (
    (group === undefined || typeof group === "string") && (extra === undefined || (isRaw(extra) && toJson(extra).ok))
  );
}

function isAlias(value: unknown): value is AliasRef {
  return isRaw(value) && value["kind"] === "alias" && isName(value["name"]);
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value.trim() !== "" && value.length <= LONGEST;
}

function pickAsset({ name, uri, group, extra }: AssetRef): AssetRef {
  return { name, uri, ...(group === undefined ? {} : { group }), ...(extra === undefined ? {} : { extra }) };
}
function pickAlias({ name, group }: AliasRef): AliasRef {
  return { name, ...(group === undefined ? {} : { group }) };
}
