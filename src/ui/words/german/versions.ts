import type { Translation } from "../translate.ts";
import type { versions as english } from "../english/versions.ts";

export const versions = {
  title: "Versionen",
  version: "Version",
  since: "Version {version} · {time}",
  source: "Datei zeigen",
  compiled: "Zeigen, was der Kern liest",
  sourceOf: "Quelltext von {dag}",
  onlyOne: "Es gibt nur eine Version",
  onlyOneHint: "Eine neue entsteht, wenn ein Deploy Tasks oder Optionen des DAGs ändert.",
  first: "Vor Version {version} kam nichts",
  firstHint: "Eine spätere zeigt, was sie geändert hat; der Reiter Code zeigt die Datei dieser Version.",
  compare: "vergleichen",
  graph: "Änderungen an Tasks und Optionen",
  sameGraph: "Tasks und Optionen sind gleich.",
  code: "Änderungen an der Datei",
  codeOf: "Version {before} und Version {after}",
} satisfies Translation<typeof english>;
