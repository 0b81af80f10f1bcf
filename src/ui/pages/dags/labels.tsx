import { useSearchState } from "../../search-state.ts";

/** Tags of a DAG; choosing one filters by it. */
export function Labels({ tags }: { readonly tags: readonly string[] }) {
  const [current, setTag] = useSearchState("tag");
  return (
    <span className="hidden min-w-0 shrink-2 gap-1 overflow-hidden sm:flex">
      {tags.map((tag) => (
        <button
          key={tag}
          type="button"
          aria-pressed={tag === current}
          onClick={() => setTag(tag === current ? "" : tag)}
          className="h-6 shrink-0 rounded px-1.5 text-xs text-ink-3 hover:bg-selected hover:text-ink aria-pressed:bg-selected aria-pressed:text-ink"
        >
          {tag}
        </button>
      ))}
    </span>
  );
}
