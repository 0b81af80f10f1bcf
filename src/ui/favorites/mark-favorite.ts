import type { QueryClient } from "@tanstack/react-query";
import { dagQuery } from "../api/dag.ts";
import { setFavorite } from "../api/dags.ts";
import { replaceLines } from "../pages/dags/replace-lines.ts";

/** The last wish about each DAG that is still on its way; they go out one after the other. */
const wishes = new Map<string, Promise<void>>();

/**
 * Puts a DAG among the person's favourites, or takes it out: every list and page says so at once, and takes it back where
 * the server refuses. `onRefused` gets its error.
 */
export function markFavorite(
  queries: QueryClient,
  dagId: string,
  isFavorite: boolean,
  onRefused: (error: unknown) => void,
): Promise<void> {
  put(queries, dagId, isFavorite);
  const settle = async () => {
    const isSo = await ask(dagId, isFavorite, onRefused);
    if (wishes.get(dagId) !== wish) return;
    wishes.delete(dagId);
    put(queries, dagId, isSo);
    askAgain(queries, dagId);
  };
  const wish: Promise<void> = (wishes.get(dagId) ?? Promise.resolve()).then(settle);
  wishes.set(dagId, wish);
  return wish;
}

/** What it is then. */
async function ask(dagId: string, isFavorite: boolean, onRefused: (error: unknown) => void): Promise<boolean> {
  try {
    await setFavorite(dagId, isFavorite);
    return isFavorite;
  } catch (error) {
    onRefused(error);
    return !isFavorite;
  }
}

function put(queries: QueryClient, dagId: string, isFavorite: boolean): void {
  replaceLines(queries, [dagId], (line) => ({ ...line, is_favorite: isFavorite }));
  const { queryKey } = dagQuery(dagId);
  queries.setQueryData(queryKey, (dag) => dag && { ...dag, is_favorite: isFavorite });
}

/** Answers that are on their way may not know of it. */
function askAgain(queries: QueryClient, dagId: string): void {
  for (const queryKey of [["dags"], dagQuery(dagId).queryKey]) {
    if (queries.isFetching({ queryKey }) > 0) void queries.invalidateQueries({ queryKey });
  }
}
