import type { DagKey } from "../core/ids.ts";
import type { Manifest } from "../core/manifest.ts";

/** What taking up a manifest changed; all empty when it had been taken up before. */
export interface TakeUp {
  readonly isChanged: boolean;
  readonly changed: readonly DagKey[];
  readonly stale: readonly DagKey[];
}

/** Hash of the manifest last taken up, or null before the first. */
export declare function findDeployedHash(db: D1Database): Promise<string | null>;

/**
 * Writes what a deployment changed: DAGs, versions and import errors whose hashes differ from the rows. A DAG missing
 * from the manifest becomes stale; a broken file keeps the rows of its earlier DAGs. May be repeated.
 */
export declare function takeUpManifest(db: D1Database, manifest: Manifest, now: number): Promise<TakeUp>;
