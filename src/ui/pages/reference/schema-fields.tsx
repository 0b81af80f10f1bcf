import { useState } from "react";
import type { Schema } from "../../api/reference.ts";
import { useWords } from "../../words/catalogue.ts";
import { nameType, resolve, type Schemas } from "./schema-words.ts";

interface SchemaFieldsProps {
  readonly schema: Schema;
  readonly schemas: Schemas;
}

/** The fields of an object; those that are objects unfold. */
export function SchemaFields({ schema, schemas }: SchemaFieldsProps) {
  const t = useWords();
  const found = resolve(schema, schemas);
  const fields = Object.entries(found?.properties ?? {});
  if (fields.length === 0) return <p className="px-3 py-2 font-mono text-xs text-ink-2">{nameType(schema)}</p>;
  const required = new Set(found?.required);
  return (
    <ul aria-label={t("reference.fields")}>
      {fields.map(([name, field]) => (
        <OneField key={name} name={name} schema={field} isRequired={required.has(name)} schemas={schemas} />
      ))}
    </ul>
  );
}

interface OneFieldProps extends SchemaFieldsProps {
  readonly name: string;
  readonly isRequired: boolean;
}

function OneField({ name, schema, isRequired, schemas }: OneFieldProps) {
  const t = useWords();
  const [isOpen, setOpen] = useState(false);
  const isObject = resolve(schema, schemas) !== null;
  const type = nameType(schema);
  return (
    <li className="border-b border-line last:border-0">
      <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-3 px-3 py-1.5">
        <span className="font-mono text-xs break-all">
          {name}
          {isRequired && <span className="text-danger-ink"> *</span>}
        </span>
        {isObject ? (
          <button
            type="button"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
            className="min-h-6 text-start text-xs break-words text-accent underline"
          >
            {type}
          </button>
        ) : (
          <span className="text-xs break-words text-ink-2">
            {type}
            {schema.default !== undefined && ` · ${t("reference.default", { value: JSON.stringify(schema.default) })}`}
          </span>
        )}
      </div>
      {isOpen && (
        <div className="border-t border-line ps-4">
          <SchemaFields schema={schema} schemas={schemas} />
        </div>
      )}
    </li>
  );
}
