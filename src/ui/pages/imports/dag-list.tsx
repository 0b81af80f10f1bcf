import { useNavigate } from "@tanstack/react-router";
import { IMPORTED_DAGS, type ImportedLine } from "../../api/imports.ts";
import { ListView } from "../../admin/list-view.tsx";
import { listQuery, useList } from "../../api/list.ts";
import { useSearchState } from "../../search-state.ts";
import { useWords } from "../../words/catalogue.ts";
import { GRID, listColumns } from "./columns.tsx";
import { Filters } from "./filters.tsx";
import { linkToImported } from "./link.ts";
import { NothingImported } from "./page.tsx";

/** DAGs that were copied from elsewhere, to be read beside ours. */
export function ImportedDags() {
  const t = useWords();
  const navigate = useNavigate();
  const [search] = useSearchState("q");
  const [source] = useSearchState("source");
  const list = useList(listQuery<ImportedLine>(IMPORTED_DAGS, "dags", { search, source }));
  const isAll = search === "" && source === "";
  return (
    <>
      <h1 className="sr-only">{t("admin.imports")}</h1>
      {isAll && list.rows?.length === 0 ? (
        <NothingImported />
      ) : (
        <ListView
          label={t("admin.imports")}
          search={t("imports.search")}
          filters={<Filters total={list.rows === undefined ? undefined : list.total} />}
          list={list}
          rowKey={({ team_name, source: from, dag_id }) => `${team_name}/${from}/${dag_id}`}
          columns={listColumns(t)}
          grid={GRID}
          icon="download"
          empty={t("imports.noDags")}
          emptyHint=""
          onOpen={(line) => void navigate(linkToImported(line))}
        />
      )}
    </>
  );
}
