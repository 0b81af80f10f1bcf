import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { nameOf } from "../../api/connections.ts";
import { createPool, POOLS, savePool, type Pool, type PoolBody } from "../../api/pools.ts";
import { Field, TextInput } from "../../kit/field.tsx";
import { FormDialog } from "../../kit/form-dialog.tsx";
import { Checkbox } from "../../kit/switch.tsx";
import { showToast } from "../../kit/toast.tsx";
import { useWords } from "../../words/catalogue.ts";

interface PoolFormProps {
  /** Null for a new one. */
  readonly pool: Pool | null;
  readonly onClose: () => void;
}

export function PoolForm({ pool, onClose }: PoolFormProps) {
  const t = useWords();
  const [name, setName] = useState(pool?.name ?? "");
  const [team, setTeam] = useState(pool?.team_name ?? "");
  const [slots, setSlots] = useState(String(pool?.slots ?? 8));
  const [description, setDescription] = useState(pool?.description ?? "");
  const [withDeferred, setWithDeferred] = useState(pool?.include_deferred ?? false);
  const isWrong = !/^(-1|\d+)$/.test(slots);
  const save = useSave(pool);
  const body = { slots: Number(slots), description: description === "" ? null : description };
  const isNew = pool === null;
  return (
    <FormDialog
      title={isNew ? t("pools.create") : t("admin.edit", { name })}
      isInvalid={isWrong || name === ""}
      onClose={onClose}
      onSubmit={() => save(name.trim(), team, { ...body, include_deferred: withDeferred })}
    >
      <Line label={t("pools.name")} value={name} onChange={setName} isDisabled={!isNew} isFirst />
      <Field label={t("pools.slots")} hint={t("pools.slotsHint")} error={isWrong ? t("pools.slotsInvalid") : ""}>
        {(tie) => (
          <TextInput
            {...tie}
            data-autofocus={!isNew || undefined}
            inputMode="numeric"
            value={slots}
            onChange={(event) => setSlots(event.target.value.trim())}
          />
        )}
      </Field>
      <Line label={t("admin.description")} value={description} onChange={setDescription} />
      <Line label={t("admin.team")} value={team} onChange={setTeam} isDisabled={!isNew} />
      <label className="flex items-center gap-1">
        <Checkbox isChecked={withDeferred} onChange={setWithDeferred} label={t("pools.includeDeferred")} />
        {t("pools.includeDeferred")}
      </label>
    </FormDialog>
  );
}

interface LineProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isDisabled?: boolean;
  /** Has the focus when the dialog opens. */
  readonly isFirst?: boolean;
}

function Line({ label, value, onChange, isDisabled = false, isFirst = false }: LineProps) {
  return (
    <Field label={label}>
      {(tie) => (
        <TextInput
          {...tie}
          data-autofocus={(isFirst && !isDisabled) || undefined}
          disabled={isDisabled}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

function useSave(pool: Pool | null) {
  const t = useWords();
  const queries = useQueryClient();
  return async (name: string, team: string, body: PoolBody) => {
    await (pool === null ? createPool(name, team, body) : savePool(nameOf(name, pool.team_name), body));
    showToast(t("common.saved", { name }));
    await queries.invalidateQueries({ queryKey: ["list", POOLS] });
  };
}
