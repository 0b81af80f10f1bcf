import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { meQuery } from "../../api/session.ts";
import { createToken, ROLES, TOKENS, type Role } from "../../api/users.ts";
import { Button } from "../../kit/button.tsx";
import { CodeBlock } from "../../kit/code.tsx";
import { Dialog } from "../../kit/dialog.tsx";
import { Field, Select, TextInput } from "../../kit/field.tsx";
import { FormDialog } from "../../kit/form-dialog.tsx";
import { Checkbox } from "../../kit/switch.tsx";
import { useWords } from "../../words/catalogue.ts";

const DAY = 86_400_000;
const SPANS = ["30", "90", "365", ""] as const;

interface TokenFormProps {
  readonly onClose: () => void;
  /** Given what is shown once. */
  readonly onMade: (token: string) => void;
}

/** A token may do no more than whoever makes it. */
export function TokenForm({ onClose, onMade }: TokenFormProps) {
  const t = useWords();
  const queries = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [days, setDays] = useState<(typeof SPANS)[number]>("90");
  const [isProgram, setProgram] = useState(false);
  const reach = ROLES.slice(0, ROLES.indexOf(me?.role ?? "viewer") + 1);
  const spans = SPANS.map((value) => ({
    value,
    label: value === "" ? t("tokens.never") : t("tokens.days", { count: Number(value) }),
  }));
  const make = async () => {
    const expires_at = days === "" ? null : new Date(Date.now() + Number(days) * DAY).toISOString();
    const made = await createToken({ name, role, expires_at, ...(isProgram ? { username: null } : {}) });
    onMade(made.access_token);
    await queries.invalidateQueries({ queryKey: ["list", TOKENS] });
  };
  return (
    <FormDialog title={t("tokens.create")} isInvalid={name === ""} onClose={onClose} onSubmit={make}>
      <Field label={t("tokens.name")} hint={t("tokens.nameHint")}>
        {(tie) => <TextInput {...tie} data-autofocus value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <Field label={t("users.role")} hint={t(`users.${role}Hint`)}>
        {(tie) => <Select {...tie} options={listRoles(t, reach)} value={role} onChange={setRole} />}
      </Field>
      <Field label={t("tokens.expires")}>
        {(tie) => <Select {...tie} options={spans} value={days} onChange={setDays} />}
      </Field>
      {me?.may.administer === true && (
        <label className="flex items-center gap-1">
          <Checkbox isChecked={isProgram} onChange={setProgram} label={t("tokens.program")} />
          {t("tokens.program")}
        </label>
      )}
    </FormDialog>
  );
}

function listRoles(t: ReturnType<typeof useWords>, roles: readonly Role[]) {
  return roles.map((value) => ({ value, label: t(`shell.${value}`) }));
}

/** The only time that the token is shown: the server keeps no more than its hash. */
export function MadeToken({ token, onClose }: { readonly token: string; readonly onClose: () => void }) {
  const t = useWords();
  const done = (
    <Button look="primary" onClick={onClose}>
      {t("tokens.kept")}
    </Button>
  );
  return (
    <Dialog title={t("tokens.made")} onClose={onClose} actions={done}>
      <div className="grid gap-3">
        <p>{t("tokens.madeHint")}</p>
        <CodeBlock text={token} label={t("tokens.made")} />
      </div>
    </Dialog>
  );
}
