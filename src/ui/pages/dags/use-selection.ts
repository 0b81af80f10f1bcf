import { useMemo, useState } from "react";

export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly isAll: boolean;
  readonly toggle: (id: string) => void;
  /** All that match, those far below the screen too. */
  readonly selectAll: () => void;
  readonly clear: () => void;
}

/** Rows chosen to act on. What the filter no longer shows is no longer chosen: one acts on what one sees. */
export function useSelection(matching: readonly string[]): Selection {
  const [wanted, setWanted] = useState<ReadonlySet<string>>(new Set());
  const ids = useMemo(() => new Set(matching.filter((id) => wanted.has(id))), [wanted, matching]);
  return {
    ids,
    isAll: ids.size > 0 && ids.size === matching.length,
    toggle: (id) => setWanted(new Set(ids.has(id) ? [...ids].filter((other) => other !== id) : [...ids, id])),
    selectAll: () => setWanted(new Set(matching)),
    clear: () => setWanted(new Set()),
  };
}
