import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { importedLinesQuery, importsQuery } from "../api/imports.ts";
import { linkToImported } from "../pages/imports/link.ts";
import { readRun } from "../pages/imports/run-shape.ts";
import { findEntries, type Entry } from "./entry.ts";

const MOST = 5;

/** Imported DAGs that a text names. The server looks for them, and only where something was imported. */
export function useImportedEntries(text: string): readonly Entry[] {
  const navigate = useNavigate();
  const hasImports = (useQuery(importsQuery).data?.imports.length ?? 0) > 0;
  const search = text.trim();
  const { data } = useQuery({
    ...importedLinesQuery({ search, runs: 1, limit: MOST }),
    enabled: hasImports && search !== "",
    placeholderData: keepPreviousData,
  });
  if (data === undefined || search === "") return [];
  const entries = data.dags.map((line): Entry => {
    const [newest] = line.runs;
    return {
      id: `imported:${line.team_name}/${line.source}/${line.dag_id}`,
      label: line.dag_id,
      hint: line.source,
      icon: "download",
      ...(newest === undefined ? {} : { state: readRun(newest).state }),
      run: () => void navigate(linkToImported(line)),
    };
  });
  return findEntries(entries, search, MOST);
}
