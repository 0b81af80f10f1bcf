import { Icon } from "../../kit/icon.tsx";
import { useSearchState } from "../../search-state.ts";
import type { Sort } from "./choose-lines.ts";

/** A heading that orders the list by its column. */
export function Sorter({ by, label }: { readonly by: Sort; readonly label: string }) {
  const [sort, setSort] = useSearchState("sort", "name");
  const isCurrent = sort === by;
  return (
    <button
      type="button"
      aria-pressed={isCurrent}
      onClick={() => setSort(by)}
      className="flex h-6 items-center gap-1 hover:text-ink aria-pressed:text-ink"
    >
      {label}
      {isCurrent && <Icon name={by === "last" ? "chevronUp" : "chevronDown"} size={10} />}
    </button>
  );
}
