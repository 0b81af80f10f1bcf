/** Promises of the types, as types.test-d.ts: nothing here runs, and every `@ts-expect-error` must be needed. */
import type { AssetUpdate } from "../../src/core/asset-update.ts";
import { all, any, asset, assetAlias, assetOrTime, assetRef, dag, every, onAssets } from "../../src/sdk/index.ts";

const d = dag("promises");
const sales = asset("sales", { uri: "r2://sales", group: "money", extra: { owner: "ann" } });
const daily = assetAlias("daily");
dag("on_assets", { schedule: [sales, daily] });
dag("on_either", { schedule: onAssets(any(sales, all(daily, assetRef({ name: "users" })))) });
dag("on_both", { schedule: assetOrTime(sales, every("1h")) });
// @ts-expect-error a name is no asset
dag("on_name", { schedule: onAssets("sales") });
// @ts-expect-error an asset is no schedule by time
assetOrTime(sales, onAssets(daily));
d.task("reads", { inlets: [sales] }, (_, { inletEvents, triggeringAssetEvents }) => {
  const events: readonly AssetUpdate[] = inletEvents(sales);
  events.concat(triggeringAssetEvents);
  // @ts-expect-error an alias is read by the assets that came by it
  inletEvents(daily);
});
// @ts-expect-error an alias is written, not read
d.task("reads_alias", { inlets: [daily] }, () => 1);
d.task("writes", { outlets: [sales, daily] }, (_, { emit }) => {
  emit(sales);
  emit(sales, { rows: 3 });
  emit(daily, sales, { rows: 3 });
  // @ts-expect-error an alias needs the asset it stands for
  emit(daily, { rows: 3 });
  // @ts-expect-error what is said of an asset is JSON
  emit(sales, { at: new Date() });
});
