/** Where one is: the names in the address, each as far as the address goes. */
export interface Place {
  /** As in the address: "/dags/a/runs/b". */
  readonly pathname: string;
  readonly dagId?: string | undefined;
  readonly runId?: string | undefined;
  readonly taskId?: string | undefined;
  /** A DAG of another deployment. */
  readonly importedId?: string | undefined;
}

/** The page of a DAG or a run that has an address of its own. */
export function findView({ pathname, dagId, runId }: Place): "simulate" | "timeTravel" | null {
  const segments = pathname.split("/");
  if (runId !== undefined) return segments[5] === "history" ? "timeTravel" : null;
  return dagId !== undefined && segments[3] === "simulate" ? "simulate" : null;
}

/** What a tab of the browser is called: the most particular first, for a tab shows no more. `page` has its name in words. */
export function nameTab(page: string | null, place: Place, product: string): string {
  const { dagId, runId, taskId, importedId } = place;
  const names = [page, taskId, dagId ?? importedId, taskId === undefined ? runId : null, product];
  return names.filter((name) => typeof name === "string").join(" · ");
}
