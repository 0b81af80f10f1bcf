import { formatDagId } from "../../src/core/ids.ts";
import type { CompiledFile, ManifestFile } from "../../src/core/manifest.ts";
import { describeDuplicate } from "./faults.ts";
import { locateText } from "./locate.ts";

/** Of files that declare the same DAG the first keeps it; a later one is broken and names the first. `folder` stands before paths. */
export function refuseDuplicates(files: readonly ManifestFile[], folder: string): ManifestFile[] {
  const owners = new Map<string, string>();
  return files.map((entry) => {
    if (entry.kind === "broken") return entry;
    const ids = entry.dags.map(({ graph }) => formatDagId(graph));
    const seen = new Set<string>();
    const taken = ids.find((id) => owners.has(id) || seen.size === seen.add(id).size);
    if (taken !== undefined) return refuseFile(entry, taken, owners.get(taken), folder);
    for (const id of ids) owners.set(id, `${folder}/${entry.file}`);
    return entry;
  });
}

function refuseFile(
  { file, source }: CompiledFile,
  id: string,
  owner: string | undefined,
  folder: string,
): ManifestFile {
  const path = `${folder}/${file}`;
  const place = locateText({ path, source, map: "" }, [id.split(".").at(-1) ?? id]);
  return { kind: "broken", file, source, errors: [describeDuplicate(place, id, owner ?? "the same file")] };
}
