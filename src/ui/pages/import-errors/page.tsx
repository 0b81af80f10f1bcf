import { AdminFrame } from "../../admin/frame.tsx";
import { listQuery, useList, type List } from "../../api/list.ts";
import { IconButton } from "../../kit/button.tsx";
import { CodeBlock } from "../../kit/code.tsx";
import { Panel } from "../../kit/panel.tsx";
import { EmptyState, ErrorState, Loading } from "../../kit/states.tsx";
import { Time } from "../../kit/time.tsx";
import { useWords } from "../../words/catalogue.ts";

interface ImportError {
  readonly import_error_id: number;
  readonly timestamp: string;
  readonly filename: string;
  /** The compiler's words, with the lines they are about. */
  readonly stack_trace: string;
}

/** Files that do not compile, each with what is wrong in it. */
export function ImportErrorsPage() {
  const t = useWords();
  const list = useList(listQuery<ImportError>("/api/v2/importErrors", "import_errors"));
  return (
    <AdminFrame title={t("admin.importErrors")}>
      <Errors list={list} />
    </AdminFrame>
  );
}

function Errors({ list }: { readonly list: List<ImportError> }) {
  const t = useWords();
  if (list.rows === undefined && list.error !== null) return <ErrorState error={list.error} onRetry={list.refetch} />;
  if (list.rows === undefined) return <Loading rows={8} />;
  if (list.rows.length === 0) {
    return <EmptyState icon="check" title={t("health.filesGood")} hint={t("importErrors.noneHint")} />;
  }
  return (
    <div className="grid gap-3 p-3 sm:p-4">
      <p className="text-ink-2">{t("importErrors.hint")}</p>
      {list.rows.map((error) => (
        <OneError key={error.import_error_id} error={error} onRefresh={list.refetch} />
      ))}
    </div>
  );
}

function OneError({ error, onRefresh }: { readonly error: ImportError; readonly onRefresh: () => void }) {
  const t = useWords();
  const { filename, timestamp, stack_trace } = error;
  const actions = (
    <>
      <span className="text-xs text-ink-3">
        <Time value={timestamp} />
      </span>
      <IconButton icon="clear" label={t("common.refresh")} onClick={onRefresh} />
    </>
  );
  return (
    <Panel title={<span className="font-mono">{filename}</span>} actions={actions}>
      <div className="p-3">
        <CodeBlock text={stack_trace} label={t("importErrors.of", { file: filename })} />
      </div>
    </Panel>
  );
}
