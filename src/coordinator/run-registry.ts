import { parseRunPrefix } from "../core/ids.ts";
import type { DagKey, RunKey } from "../core/ids.ts";

/** Where runs leave their manifests, so that they can be found: objects cannot be enumerated. */
const REGISTRY = "registry/";
const RUNS = `${REGISTRY}runs/`;

/** DAGs of which a run was ever registered, whether or not the deployment ships them. One list call a team, and one more. */
export async function listRegisteredDags(bucket: R2Bucket): Promise<readonly DagKey[]> {
  const dags: DagKey[] = [];
  for (const team of await listFolders(bucket, RUNS)) {
    for (const dagId of await listFolders(bucket, `${RUNS}${team}/`)) dags.push({ team, dagId });
  }
  return dags;
}

/** Names of the folders directly below a prefix. */
async function listFolders(bucket: R2Bucket, prefix: string): Promise<readonly string[]> {
  const folders: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await bucket.list({ prefix, delimiter: "/", ...(cursor === undefined ? {} : { cursor }) });
    folders.push(...page.delimitedPrefixes.map((path) => path.slice(prefix.length, -1)));
    if (!page.truncated) return folders;
    ({ cursor } = page);
  }
}

export interface RegistryPage {
  readonly runs: readonly RunKey[];
  /** Where the next page begins; null after the last. */
  readonly next: string | null;
}

/** Registered runs of all DAGs, page by page; the first begins at "". */
export async function listRegisteredRuns(bucket: R2Bucket, from: string, limit: number): Promise<RegistryPage> {
  const page = await bucket.list({ prefix: RUNS, limit, ...(from === "" ? {} : { startAfter: from }) });
  const keys = page.objects.map(({ key }) => key);
  const runs = keys.flatMap((key) => parseRunPrefix(key.slice(REGISTRY.length)) ?? []);
  return { runs, next: page.truncated ? (keys.at(-1) ?? null) : null };
}
