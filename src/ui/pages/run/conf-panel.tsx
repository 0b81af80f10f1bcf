import { CodeBlock } from "../../kit/code.tsx";
import { Panel } from "../../kit/panel.tsx";
import { EmptyState } from "../../kit/states.tsx";
import { useWords } from "../../words/catalogue.ts";

export function ConfPanel({ conf }: { readonly conf: Readonly<Record<string, unknown>> | null }) {
  const t = useWords();
  const isEmpty = conf === null || Object.keys(conf).length === 0;
  return (
    <Panel title={t("run.conf")}>
      {isEmpty ? (
        <EmptyState isSmall title={t("run.noConf")} />
      ) : (
        <div className="p-3">
          <CodeBlock text={JSON.stringify(conf, null, 2)} label={t("run.conf")} />
        </div>
      )}
    </Panel>
  );
}
