import type { ReactNode } from "react";
import type { Operation, Schema } from "../../api/reference.ts";
import { IconButton } from "../../kit/button.tsx";
import { CodeBlock } from "../../kit/code.tsx";
import { Panel } from "../../kit/panel.tsx";
import { useWords } from "../../words/catalogue.ts";
import { writeCurl } from "./curl.ts";
import { Method } from "./method.tsx";
import { nameType, type Schemas } from "./schema-words.ts";
import { SchemaFields } from "./schema-fields.tsx";

interface OperationViewProps {
  readonly operation: Operation;
  readonly schemas: Schemas;
  readonly onClose: () => void;
}

export function OperationView({ operation, schemas, onClose }: OperationViewProps) {
  const t = useWords();
  const { id, method, path, description, policy, body, answers } = operation;
  return (
    <article className="mx-auto grid max-w-5xl min-w-0 gap-3 p-3 sm:p-4">
      <header className="grid gap-1">
        <div className="flex items-center gap-2">
          <span className="lg:hidden">
            <IconButton icon="chevronLeft" label={t("reference.back")} onClick={onClose} />
          </span>
          <h2 className="text-base font-semibold break-words">{id}</h2>
        </div>
        <p className="flex flex-wrap items-baseline gap-2 font-mono text-xs break-all">
          <Method method={method} /> {path}
        </p>
        {description !== "" && <p className="text-ink-2">{description}</p>}
        {policy !== "" && <p className="text-xs text-ink-3">{t("reference.policy", { policy })}</p>}
      </header>
      <Panel title={t("reference.example")}>
        <div className="p-3">
          <CodeBlock text={writeCurl(operation, schemas, location.origin)} label={t("reference.example")} />
        </div>
      </Panel>
      <Parameters operation={operation} />
      {body !== undefined && <Shape title={t("reference.body")} schema={body} schemas={schemas} />}
      {answers.map(({ status, schema, description: words }) => (
        <Shape key={status} title={t("reference.answer", { status, words })} schema={schema} schemas={schemas} />
      ))}
    </article>
  );
}

function Parameters({ operation }: { readonly operation: Operation }) {
  const t = useWords();
  const { parameters } = operation;
  if (parameters.length === 0) return null;
  return (
    <Panel title={t("reference.parameters")} count={parameters.length}>
      <ul>
        {parameters.map(({ name, in: place, required = false, schema = {}, description }) => (
          <li
            key={`${place} ${name}`}
            className="grid gap-x-3 border-b border-line px-3 py-1.5 last:border-0 sm:grid-cols-[14rem_minmax(0,1fr)]"
          >
            <span className="font-mono text-xs break-all">
              {name}
              {required && <span className="text-danger-ink"> *</span>}
            </span>
            <span className="min-w-0 text-xs break-words text-ink-2">
              {place} · {nameType(schema)}
              {schema.default !== undefined &&
                ` · ${t("reference.default", { value: JSON.stringify(schema.default) })}`}
              {description !== undefined && ` · ${description}`}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

interface ShapeProps {
  readonly title: ReactNode;
  readonly schema: Schema | undefined;
  readonly schemas: Schemas;
}

/** Folded: an error's shape is the same everywhere. */
function Shape({ title, schema, schemas }: ShapeProps) {
  const t = useWords();
  return (
    <details className="rounded-lg border border-line bg-surface">
      <summary className="px-3 py-2 font-semibold">
        {title} <span className="font-normal text-ink-3">{schema === undefined ? "" : nameType(schema)}</span>
      </summary>
      <div className="border-t border-line">
        {schema === undefined ? (
          <p className="px-3 py-2 text-ink-3">{t("reference.noBody")}</p>
        ) : (
          <SchemaFields schema={schema} schemas={schemas} />
        )}
      </div>
    </details>
  );
}
