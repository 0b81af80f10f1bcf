import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { nameOf } from "../../api/connections.ts";
import { createVariable, saveVariable, VARIABLES, type Variable } from "../../api/variables.ts";
import { Button } from "../../kit/button.tsx";
import { Field, TextArea, TextInput } from "../../kit/field.tsx";
import { FormDialog } from "../../kit/form-dialog.tsx";
import { Checkbox } from "../../kit/switch.tsx";
import { showToast } from "../../kit/toast.tsx";
import { useWords } from "../../words/catalogue.ts";
import { formatJson, isJson, looksLikeJson } from "./json.ts";

interface VariableFormProps {
  /** Null for a new one. */
  readonly variable: Variable | null;
  readonly onClose: () => void;
}

const EMPTY: Variable = { key: "", value: "", description: null, team_name: null };

/** A value as text or as JSON. */
export function VariableForm({ variable, onClose }: VariableFormProps) {
  const t = useWords();
  const [draft, setDraft] = useState(variable ?? EMPTY);
  const [mustBeJson, setMustBeJson] = useState(() => looksLikeJson(variable?.value ?? ""));
  const isBroken = mustBeJson && !isJson(draft.value ?? "");
  const save = useSave(variable);
  const title = variable === null ? t("variables.create") : t("admin.edit", { name: variable.key });
  return (
    <FormDialog
      title={title}
      size="wide"
      isInvalid={isBroken || draft.key === ""}
      onClose={onClose}
      onSubmit={() => save(draft)}
    >
      <Names draft={draft} onChange={setDraft} isNew={variable === null} />
      <Field label={t("variables.value")} error={isBroken ? t("admin.jsonInvalid") : ""}>
        {(tie) => (
          <TextArea
            {...tie}
            rows={10}
            data-autofocus={variable !== null || undefined}
            value={draft.value ?? ""}
            onChange={(event) => setDraft({ ...draft, value: event.target.value })}
          />
        )}
      </Field>
      <JsonLine draft={draft} onChange={setDraft} mustBeJson={mustBeJson} onMust={setMustBeJson} />
    </FormDialog>
  );
}

interface JsonLineProps {
  readonly draft: Variable;
  readonly onChange: (draft: Variable) => void;
  readonly mustBeJson: boolean;
  readonly onMust: (mustBeJson: boolean) => void;
}

function JsonLine({ draft, onChange, mustBeJson, onMust }: JsonLineProps) {
  const t = useWords();
  const text = draft.value ?? "";
  return (
    <div className="flex flex-wrap items-center gap-3">
      <label className="flex items-center gap-1">
        <Checkbox isChecked={mustBeJson} onChange={onMust} label={t("variables.json")} />
        {t("variables.json")}
      </label>
      {mustBeJson && isJson(text) && (
        <Button look="quiet" onClick={() => onChange({ ...draft, value: formatJson(text) })}>
          {t("variables.format")}
        </Button>
      )}
      {text.includes("***") && <span className="text-xs text-ink-3">{t("variables.kept")}</span>}
    </div>
  );
}

function useSave(variable: Variable | null) {
  const t = useWords();
  const queries = useQueryClient();
  return async ({ key, value, description, team_name }: Variable) => {
    const body = { key: key.trim(), value, description, team_name };
    await (variable === null ? createVariable(body) : saveVariable(nameOf(key, team_name), body));
    showToast(t("common.saved", { name: key }));
    await queries.invalidateQueries({ queryKey: ["list", VARIABLES] });
  };
}

interface NamesProps {
  readonly draft: Variable;
  readonly onChange: (draft: Variable) => void;
  readonly isNew: boolean;
}

function Names({ draft, onChange, isNew }: NamesProps) {
  const t = useWords();
  const set = (change: Partial<Variable>) => onChange({ ...draft, ...change });
  return (
    <div className="grid gap-3 sm:grid-cols-[minmax(0,2fr)_minmax(0,2fr)_minmax(0,1fr)]">
      <Field label={t("variables.key")}>
        {(tie) => (
          <TextInput
            {...tie}
            data-autofocus={isNew || undefined}
            disabled={!isNew}
            required
            value={draft.key}
            onChange={(event) => set({ key: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("admin.description")}>
        {(tie) => (
          <TextInput
            {...tie}
            value={draft.description ?? ""}
            onChange={(event) => set({ description: event.target.value === "" ? null : event.target.value })}
          />
        )}
      </Field>
      <Field label={t("admin.team")}>
        {(tie) => (
          <TextInput
            {...tie}
            disabled={!isNew}
            value={draft.team_name ?? ""}
            onChange={(event) => set({ team_name: event.target.value === "" ? null : event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}
