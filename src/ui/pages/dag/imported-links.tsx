import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { importedLinesQuery, importsQuery } from "../../api/imports.ts";
import { useWords } from "../../words/catalogue.ts";
import { linkToImported } from "../imports/link.ts";

/** To what a DAG of the same name did in the deployments that were imported; asked for only where there are any. */
export function ImportedLinks({ dagId }: { readonly dagId: string }) {
  const t = useWords();
  const hasImports = (useQuery(importsQuery).data?.imports.length ?? 0) > 0;
  const { data } = useQuery({ ...importedLinesQuery({ dag_id: dagId, runs: 0, limit: 2 }), enabled: hasImports });
  return data?.dags.map((line) => (
    <Link
      key={`${line.team_name}/${line.source}`}
      {...linkToImported(line)}
      className="inline-flex min-h-6 items-center text-accent hover:underline"
    >
      <span className="max-w-48 truncate">{t("dag.before", { source: line.source })}</span>
    </Link>
  ));
}
