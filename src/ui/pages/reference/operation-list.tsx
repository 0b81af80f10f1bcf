import type { Operation } from "../../api/reference.ts";
import { EmptyState } from "../../kit/states.tsx";
import { useWords } from "../../words/catalogue.ts";
import { Method } from "./method.tsx";

interface OperationListProps {
  readonly operations: readonly Operation[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

export function OperationList({ operations, chosen, onChoose }: OperationListProps) {
  const t = useWords();
  const byTag = [...Map.groupBy(operations, ({ tag }) => tag)].toSorted(([one], [other]) => one.localeCompare(other));
  if (operations.length === 0) return <EmptyState icon="search" title={t("reference.none")} />;
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      {byTag.map(([tag, of]) => (
        <section key={tag} aria-label={tag}>
          <h2 className="sticky top-0 z-10 border-b border-line bg-canvas px-3 py-1 text-xs font-semibold text-ink-2">
            {tag}
          </h2>
          <ul>
            {of.map(({ id, method, path }) => (
              <li key={id}>
                <button
                  type="button"
                  aria-current={id === chosen}
                  onClick={() => onChoose(id)}
                  title={`${method} ${path}`}
                  className="grid min-h-8 w-full grid-cols-[3.75rem_minmax(0,1fr)] items-center gap-2 px-3 py-1 text-start -outline-offset-2 hover:bg-hover aria-[current=true]:bg-selected"
                >
                  <Method method={method} />
                  <span className="min-w-0">
                    <span className="block truncate font-medium">{id}</span>
                    <span className="block truncate font-mono text-2xs text-ink-3">{path}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
