import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createUser, resetPassword, ROLES, USERS, type Role } from "../../api/users.ts";
import { Field, Select, TextInput } from "../../kit/field.tsx";
import { FormDialog } from "../../kit/form-dialog.tsx";
import { showToast } from "../../kit/toast.tsx";
import { useWords } from "../../words/catalogue.ts";

/** Characters that a password has at least. */
const SHORTEST = 12;

export function NewUserForm({ onClose }: { readonly onClose: () => void }) {
  const t = useWords();
  const queries = useQueryClient();
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [team, setTeam] = useState("");
  const save = async () => {
    await createUser({ username, password, role, team_name: team === "" ? null : team });
    showToast(t("common.saved", { name: username }));
    await queries.invalidateQueries({ queryKey: ["list", USERS] });
  };
  const isInvalid = username === "" || password.length < SHORTEST;
  return (
    <FormDialog title={t("users.create")} isInvalid={isInvalid} onClose={onClose} onSubmit={save}>
      <Field label={t("users.name")}>
        {(tie) => (
          <TextInput {...tie} data-autofocus value={username} onChange={(event) => setUsername(event.target.value)} />
        )}
      </Field>
      <Password value={password} onChange={setPassword} />
      <Field label={t("users.role")} hint={t(`users.${role}Hint`)}>
        {(tie) => (
          <Select
            {...tie}
            options={ROLES.map((value) => ({ value, label: t(`shell.${value}`) }))}
            value={role}
            onChange={setRole}
          />
        )}
      </Field>
      <Field label={t("admin.team")} hint={t("admin.teamHint")}>
        {(tie) => <TextInput {...tie} value={team} onChange={(event) => setTeam(event.target.value)} />}
      </Field>
    </FormDialog>
  );
}

interface PasswordFormProps {
  readonly username: string;
  readonly onClose: () => void;
}

export function PasswordForm({ username, onClose }: PasswordFormProps) {
  const t = useWords();
  const [password, setPassword] = useState("");
  const save = async () => {
    await resetPassword(username, password);
    showToast(t("users.wasReset", { name: username }));
  };
  return (
    <FormDialog
      title={t("users.reset", { name: username })}
      isInvalid={password.length < SHORTEST}
      onClose={onClose}
      onSubmit={save}
    >
      <p className="text-ink-2">{t("users.resetHint")}</p>
      <Password value={password} onChange={setPassword} />
    </FormDialog>
  );
}

function Password({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const t = useWords();
  return (
    <Field label={t("users.password")} hint={t("users.passwordHint", { count: SHORTEST })}>
      {(tie) => (
        <TextInput
          {...tie}
          type="password"
          autoComplete="new-password"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
