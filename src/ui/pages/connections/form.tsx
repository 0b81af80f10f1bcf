import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  CONNECTIONS,
  connectionTypesQuery,
  createConnection,
  nameOf,
  saveConnection,
  type Connection,
  type ConnectionType,
} from "../../api/connections.ts";
import { Field, Select, TextArea, TextInput } from "../../kit/field.tsx";
import { FormDialog } from "../../kit/form-dialog.tsx";
import { showToast } from "../../kit/toast.tsx";
import { useWords } from "../../words/catalogue.ts";
import { listInvalid, toConnection, toDraft, type Draft } from "./draft.ts";
import { ConnectionTest } from "./test.tsx";
import { TypedFields } from "./typed-fields.tsx";

interface ConnectionFormProps {
  /** Null for a new one. */
  readonly connection: Connection | null;
  readonly onClose: () => void;
}

/** A form that fits the connection's type; what is secret shows as dots and stays as it is when it is not touched. */
export function ConnectionForm(props: ConnectionFormProps) {
  const { data } = useQuery(connectionTypesQuery);
  return data === undefined ? null : <Form {...props} types={data.connection_types} />;
}

interface FormProps extends ConnectionFormProps {
  readonly types: readonly ConnectionType[];
}

function Form({ connection, onClose, types }: FormProps) {
  const t = useWords();
  const [draft, setDraft] = useState(() => toDraft(connection, types));
  const type = types.find(({ conn_type }) => conn_type === draft.type);
  const invalid = listInvalid(draft, type);
  const save = useSave(connection);
  const name = connection === null ? "" : nameOf(connection.connection_id, connection.team_name);
  return (
    <FormDialog
      title={connection === null ? t("connections.create") : t("admin.edit", { name })}
      size="wide"
      isInvalid={invalid.size > 0}
      onClose={onClose}
      onSubmit={() => save(toConnection(draft, type))}
      extra={<ConnectionTest connection={toConnection(draft, type)} isInvalid={invalid.size > 0} />}
    >
      <Head draft={draft} onChange={setDraft} types={types} isNew={connection === null} isInvalid={invalid.has("id")} />
      <TypedFields draft={draft} onChange={setDraft} type={type} invalid={invalid} />
      <Field label={t("connections.others")} error={invalid.has("others") ? t("admin.jsonInvalid") : ""}>
        {(tie) => (
          <TextArea
            {...tie}
            rows={3}
            placeholder='{"timeout": 30}'
            value={draft.others}
            onChange={(event) => setDraft({ ...draft, others: event.target.value })}
          />
        )}
      </Field>
    </FormDialog>
  );
}

function useSave(connection: Connection | null) {
  const t = useWords();
  const queries = useQueryClient();
  return async (next: Connection) => {
    const { connection_id: id, team_name: team } = connection ?? next;
    await (connection === null ? createConnection(next) : saveConnection(nameOf(id, team), next));
    showToast(t("common.saved", { name: nameOf(id, team) }));
    await queries.invalidateQueries({ queryKey: ["list", CONNECTIONS] });
  };
}

interface HeadProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly types: readonly ConnectionType[];
  readonly isNew: boolean;
  readonly isInvalid: boolean;
}

function Head({ draft, onChange, types, isNew, isInvalid }: HeadProps) {
  const t = useWords();
  const known = types.map(({ conn_type, title }) => ({ value: conn_type, label: title }));
  const isKnown = known.some(({ value }) => value === draft.type);
  const options = isKnown ? known : [...known, { value: draft.type, label: draft.type }];
  const text = (name: "id" | "description" | "team") => ({
    value: draft[name],
    onChange: (event: { target: { value: string } }) => onChange({ ...draft, [name]: event.target.value }),
  });
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label={t("connections.id")} error={isInvalid && draft.id !== "" ? t("connections.idInvalid") : ""}>
        {(tie) => <TextInput {...tie} {...text("id")} data-autofocus={isNew || undefined} disabled={!isNew} required />}
      </Field>
      <Field label={t("connections.type")}>
        {(tie) => (
          <Select {...tie} options={options} value={draft.type} onChange={(type) => onChange({ ...draft, type })} />
        )}
      </Field>
      <Field label={t("admin.description")}>{(tie) => <TextInput {...tie} {...text("description")} />}</Field>
      <Field label={t("admin.team")}>{(tie) => <TextInput {...tie} {...text("team")} disabled={!isNew} />}</Field>
    </div>
  );
}
