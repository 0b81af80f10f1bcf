import { useQuery } from "@tanstack/react-query";
import { importsQuery } from "../../api/imports.ts";
import { Select } from "../../kit/field.tsx";
import { Segments } from "../../kit/segments.tsx";
import { useSearchChange, useSearchState } from "../../search-state.ts";
import { useWords } from "../../words/catalogue.ts";
import { SCOPES } from "../dags/choose-lines.ts";

/** As the list of our DAGs has them, with the deployments in the place of what only ours have. */
export function Filters({ total }: { readonly total: number | undefined }) {
  const t = useWords();
  const [source, setSource] = useSearchState("source");
  const change = useSearchChange();
  const sources = useQuery(importsQuery).data?.imports ?? [];
  const ours = SCOPES.filter((scope) => scope !== "broken").map((id) => ({ id, label: t(`dags.${id}`) }));
  const imported = { id: "imported", label: t("admin.imports"), ...(total === undefined ? {} : { count: total }) };
  const leave = (scope: string) =>
    scope !== "imported" && change({ scope: scope === "all" ? undefined : scope, source: undefined });
  const names = [...new Set(sources.map((one) => one.source))];
  return (
    <>
      <Segments label={t("dags.scope")} segments={[...ours, imported]} current="imported" onChange={leave} />
      <span className="w-44 max-sm:min-w-40 max-sm:flex-1">
        <Select
          aria-label={t("imports.source")}
          options={[{ value: "", label: t("imports.anySource") }, ...names.map((value) => ({ value, label: value }))]}
          value={source}
          onChange={setSource}
        />
      </span>
    </>
  );
}
