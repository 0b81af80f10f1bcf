import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { AdminFrame } from "../../admin/frame.tsx";
import { referenceQuery, type Reference } from "../../api/reference.ts";
import { useShortcuts } from "../../keys/registry.ts";
import { SearchInput } from "../../kit/search-input.tsx";
import { EmptyState, ErrorState, Loading } from "../../kit/states.tsx";
import { useSearchState } from "../../search-state.ts";
import { useWords } from "../../words/catalogue.ts";
import { OperationList } from "./operation-list.tsx";
import { OperationView } from "./operation-view.tsx";

/** The interface's own description, to be read: every operation, what it takes and what it answers. */
export function ReferencePage() {
  const t = useWords();
  const { data, error, refetch } = useQuery(referenceQuery);
  return (
    <AdminFrame title={t("reference.title")}>
      {data === undefined && error === null && <Loading rows={14} />}
      {data === undefined && error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <ReferenceView reference={data} />}
    </AdminFrame>
  );
}

function ReferenceView({ reference }: { readonly reference: Reference }) {
  const t = useWords();
  const [text, setText] = useSearchState("q");
  const [chosen, choose] = useSearchState("operation");
  const input = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: "/", words: "keys.search", group: "page", run: () => input.current?.focus() }]);
  const found = useMemo(() => {
    const wanted = text.toLowerCase();
    return reference.operations.filter(({ id, method, path, tag, description }) =>
      `${method} ${path} ${id} ${tag} ${description}`.toLowerCase().includes(wanted),
    );
  }, [reference, text]);
  const operation = reference.operations.find(({ id }) => id === chosen);
  return (
    <div className="grid h-full grid-cols-[minmax(0,1fr)] lg:grid-cols-[24rem_minmax(0,1fr)]">
      <div
        className={`flex min-h-0 flex-col border-line lg:border-e ${operation === undefined ? "" : "max-lg:hidden"}`}
      >
        <div className="flex items-center gap-2 border-b border-line px-3 py-2">
          <SearchInput ref={input} label={t("reference.search")} value={text} onChange={setText} className="flex-1" />
          <span className="tabular text-xs text-ink-3">{t("reference.count", { count: found.length })}</span>
        </div>
        <OperationList operations={found} chosen={chosen} onChoose={choose} />
      </div>
      <div className={`min-h-0 overflow-auto ${operation === undefined ? "max-lg:hidden" : ""}`}>
        {operation === undefined ? (
          <EmptyState icon="code" title={t("reference.choose")} hint={t("reference.chooseHint")} />
        ) : (
          <OperationView operation={operation} schemas={reference.schemas} onClose={() => choose("")} />
        )}
      </div>
    </div>
  );
}
