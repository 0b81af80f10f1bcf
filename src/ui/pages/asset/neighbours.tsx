import { Link, useNavigate } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo } from "react";
import { assetGraphQuery } from "../../api/asset-graph.ts";
import type { Asset } from "../../api/assets.ts";
import { Panel } from "../../kit/panel.tsx";
import { ErrorState, Loading } from "../../kit/states.tsx";
import { useWords } from "../../words/catalogue.ts";
import { choose } from "../assets/graph/choose.ts";
import { buildModel, nameAsset } from "../assets/graph/model.ts";

const AssetFlow = lazy(async () => ({ default: (await import("../assets/graph/flow.tsx")).AssetFlow }));
const NOTHING = { text: "", group: "", team: "", isAttention: false };

/** One step to what it comes from, and one to what comes of it. */
export function Neighbours({ asset }: { readonly asset: Asset }) {
  const t = useWords();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(assetGraphQuery(asset.id));
  const focus = nameAsset(asset.id);
  const model = useMemo(
    () => (data === undefined ? null : choose(buildModel(data), { ...NOTHING, focus, steps: 1 })),
    [data, focus],
  );
  const toGraph = (id: string) => ({ to: "/assets", search: { view: "graph", focus: id } }) as const;
  const whole = (
    <Link {...toGraph(focus)} className="px-2 text-sm text-ink-2 hover:underline">
      {t("assets.wholeGraph")}
    </Link>
  );
  return (
    <Panel title={t("assets.around")} actions={whole}>
      <div className="h-72">
        {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
        {model === null && error === null && <Loading rows={5} />}
        {model !== null && (
          <Suspense fallback={<Loading rows={5} />}>
            <AssetFlow model={model} focus={focus} onFocus={(id) => void navigate(toGraph(id))} />
          </Suspense>
        )}
      </div>
    </Panel>
  );
}
