import { Field, Select, TextArea, TextInput } from "../kit/field.tsx";
import { Checkbox } from "../kit/switch.tsx";
import { useWords } from "../words/catalogue.ts";
import type { Param, Problem } from "./params.ts";

interface ParamFieldProps {
  readonly param: Param;
  readonly value: string | boolean;
  readonly problem: Problem | undefined;
  readonly onChange: (value: string | boolean) => void;
}

/** The control that a parameter's schema asks for. */
export function ParamField({ param, value, problem, onChange }: ParamFieldProps) {
  const t = useWords();
  const { name, description, kind, minimum, maximum, maxLength } = param;
  if (kind === "flag") {
    return (
      <label className="flex items-center gap-2">
        <Checkbox isChecked={value === true} onChange={onChange} label={name} />
        <span className="font-medium">{name}</span>
        <span className="text-xs text-ink-3">{description}</span>
      </label>
    );
  }
  const limits = { minimum: minimum ?? "", maximum: maximum ?? "", length: maxLength ?? "" };
  const error = problem === undefined ? "" : t(`trigger.wrong_${problem}`, limits);
  return (
    <Field label={name} hint={description ?? ""} error={error}>
      {(tie) => <Control tie={tie} param={param} value={String(value)} onChange={onChange} />}
    </Field>
  );
}

interface ControlProps {
  readonly tie: { id: string; "aria-describedby": string; "aria-invalid": boolean };
  readonly param: Param;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Control({ tie, param, value, onChange }: ControlProps) {
  const t = useWords();
  const { kind, choices } = param;
  if (kind === "choice") {
    const options = choices.map((choice) => ({
      value: JSON.stringify(choice),
      label: typeof choice === "string" ? choice : JSON.stringify(choice),
    }));
    return <Select {...tie} value={value} options={options} onChange={onChange} />;
  }
  if (kind === "list" || kind === "json") {
    const hint = kind === "list" ? t("trigger.onePerLine") : "JSON";
    const rows = Math.min(8, Math.max(2, value.split("\n").length));
    return (
      <TextArea
        {...tie}
        rows={rows}
        placeholder={hint}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  const isNumber = kind === "number" || kind === "integer";
  return (
    <TextInput
      {...tie}
      inputMode={isNumber ? "decimal" : "text"}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
