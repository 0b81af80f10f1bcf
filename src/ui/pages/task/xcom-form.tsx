import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { InstanceKey } from "../../api/instance.ts";
import { createXCom, saveXCom } from "../../api/instance-edits.ts";
import { Field, TextArea, TextInput } from "../../kit/field.tsx";
import { FormDialog } from "../../kit/form-dialog.tsx";
import { showToast } from "../../kit/toast.tsx";
import { useWords } from "../../words/catalogue.ts";
import { isJson } from "../variables/json.ts";

/** A value that is there, or null for a new one. */
export interface Edited {
  readonly key: string;
  readonly value: unknown;
}

interface XComFormProps {
  readonly instanceKey: InstanceKey;
  readonly edited: Edited | null;
  readonly onClose: () => void;
}

/** A value is any JSON: a word of its own stands in quotes. */
export function XComForm({ instanceKey, edited, onClose }: XComFormProps) {
  const t = useWords();
  const queries = useQueryClient();
  const [key, setKey] = useState(edited?.key ?? "");
  const [text, setText] = useState(edited === null ? "" : JSON.stringify(edited.value, null, 2));
  const isBroken = text !== "" && !isJson(text);
  const save = async () => {
    const value: unknown = JSON.parse(text);
    await (edited === null ? createXCom(instanceKey, key, value) : saveXCom(instanceKey, key, value));
    showToast(t("common.saved", { name: key }));
    await queries.invalidateQueries({ queryKey: ["dag", instanceKey.dagId] });
  };
  return (
    <FormDialog
      title={edited === null ? t("task.addXcom") : t("admin.edit", { name: edited.key })}
      size="wide"
      isInvalid={isBroken || text === "" || key === ""}
      onClose={onClose}
      onSubmit={save}
    >
      {edited === null && <KeyField value={key} onChange={setKey} />}
      <Field label={t("task.xcomValue")} hint={t("task.xcomValueHint")} error={isBroken ? t("admin.jsonInvalid") : ""}>
        {(tie) => (
          <TextArea
            {...tie}
            rows={12}
            data-autofocus={edited !== null || undefined}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}

interface KeyFieldProps {
  readonly value: string;
  readonly onChange: (key: string) => void;
}

function KeyField({ value, onChange }: KeyFieldProps) {
  const t = useWords();
  return (
    <Field label={t("task.xcomKey")}>
      {(tie) => (
        <TextInput
          {...tie}
          data-autofocus
          required
          maxLength={512}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
