import { STANDARD, type ConnectionType, type ExtraForm, type FieldForm } from "../../api/connections.ts";
import { Field, Select, TextArea, TextInput } from "../../kit/field.tsx";
import { useWords } from "../../words/catalogue.ts";
import type { Draft } from "./draft.ts";

interface TypedFieldsProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  /** Undefined for a type that is not known: then all fields are there. */
  readonly type: ConnectionType | undefined;
  readonly invalid: ReadonlySet<string>;
}

export function TypedFields({ draft, onChange, type, invalid }: TypedFieldsProps) {
  const t = useWords();
  const bare = (title: string): FieldForm => ({ title, placeholder: null, is_required: false });
  const forms = STANDARD.flatMap((name) => {
    const form = type === undefined ? bare(name) : type.fields[name];
    return form === undefined ? [] : [{ name, form: { ...form, type: "string", is_secret: name === "password" } }];
  });
  const extras = Object.entries(type?.extra_fields ?? {}).map(([name, form]) => ({ name, form }));
  const errorOf = (name: string) => (invalid.has(name) ? t("connections.invalid") : "");
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {forms.map(({ name, form }) => (
        <OneField
          key={name}
          form={form}
          value={draft.standard[name]}
          error={errorOf(name)}
          onChange={(value) => onChange({ ...draft, standard: { ...draft.standard, [name]: value } })}
        />
      ))}
      {extras.map(({ name, form }) => (
        <OneField
          key={name}
          form={form}
          value={draft.extra[name] ?? ""}
          error={errorOf(name)}
          onChange={(value) => onChange({ ...draft, extra: { ...draft.extra, [name]: value } })}
        />
      ))}
    </div>
  );
}

interface OneFieldProps {
  readonly form: ExtraForm;
  readonly value: string;
  readonly error: string;
  readonly onChange: (value: string) => void;
}

function OneField({ form, value, error, onChange }: OneFieldProps) {
  const t = useWords();
  const isKept = form.is_secret && value === "***";
  const hint = isKept ? t("connections.kept") : "";
  const set = (event: { target: { value: string } }) => onChange(event.target.value);
  const rest = { value, placeholder: form.placeholder ?? "", required: form.is_required, onChange: set };
  return (
    <Field label={form.is_required ? `${form.title} *` : form.title} hint={hint} error={error}>
      {(tie) => {
        if (form.type === "object") return <TextArea {...tie} {...rest} rows={2} />;
        if (form.type === "boolean") return <YesNo tie={tie} value={value} onChange={onChange} />;
        const type = form.is_secret ? "password" : "text";
        return (
          <TextInput
            {...tie}
            {...rest}
            type={type}
            autoComplete={form.is_secret ? "new-password" : "off"}
            onFocus={(event) => isKept && event.target.select()}
          />
        );
      }}
    </Field>
  );
}

interface YesNoProps {
  readonly tie: { readonly id: string };
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function YesNo({ tie, value, onChange }: YesNoProps) {
  const t = useWords();
  const options = [
    { value: "", label: "–" },
    { value: "true", label: t("connections.yes") },
    { value: "false", label: t("connections.no") },
  ];
  return <Select {...tie} options={options} value={value} onChange={onChange} />;
}
