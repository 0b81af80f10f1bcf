import { getPath } from "hono/utils/url";

/** Addresses whose last part is all that is left of them: slashes in it belong to the name. */
const OPEN_ENDED = [
  /^(\/api\/v2\/(?:pools|variables)\/)(.+)$/,
  /^(\/api\/v2\/assets\/[^/]+\/state-store\/)(.+)$/,
  /^(\/api\/v2\/dags\/[^/]+\/dagRuns\/[^/]+\/taskInstances\/[^/]+\/(?:state-store|xcomEntries)\/)(.+)$/,
];

/** The path that a request is routed by: slashes within a name, which Airflow takes as they are, are escaped. */
export function escapeRawSlashes(request: Request): string {
  const path = getPath(request);
  for (const pattern of OPEN_ENDED) {
    const [, place, name] = pattern.exec(path) ?? [];
    if (place !== undefined && name !== undefined) return `${place}${name.replaceAll("/", "%2F")}`;
  }
  return path;
}
