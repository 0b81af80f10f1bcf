import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { backfillPlanQuery, createBackfill, type BackfillSpec, type Reprocess } from "../../../api/backfills.ts";
import { Field, Select, TextInput } from "../../../kit/field.tsx";
import { FormDialog } from "../../../kit/form-dialog.tsx";
import { Checkbox } from "../../../kit/switch.tsx";
import { showToast } from "../../../kit/toast.tsx";
import { useWords } from "../../../words/catalogue.ts";
import { Plan } from "./plan.tsx";

const DAY = 86_400_000;
const REPROCESS: readonly Reprocess[] = ["none", "failed", "completed"];

interface BackfillFormProps {
  readonly dagId: string;
  readonly onClose: () => void;
}

/** What is asked for, as texts; instants are those of UTC, as the slots of a schedule are. */
interface Draft {
  readonly from: string;
  readonly to: string;
  readonly reprocess: Reprocess;
  readonly atOnce: string;
  readonly isBackwards: boolean;
}

/** A backfill says what it will do, slot by slot, before it starts. */
export function BackfillForm({ dagId, onClose }: BackfillFormProps) {
  const t = useWords();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(startDraft);
  const spec = toSpec(draft);
  const plan = useQuery(backfillPlanQuery(dagId, spec ?? EMPTY, spec !== null));
  const count = (plan.data?.make ?? 0) + (plan.data?.rerun ?? 0);
  const start = async () => {
    if (spec === null) return;
    const { id } = await createBackfill(dagId, spec);
    showToast(t("backfills.started", { number: String(id) }));
    await queries.invalidateQueries({ queryKey: ["dag", dagId] });
  };
  return (
    <FormDialog
      title={t("backfills.create")}
      size="wide"
      submit={count === 0 ? t("backfills.start") : t("backfills.startCount", { count })}
      isInvalid={spec === null || plan.isFetching || count === 0}
      onClose={onClose}
      onSubmit={start}
    >
      <Choices draft={draft} onChange={setDraft} />
      <Plan plan={spec === null ? undefined : plan.data} error={spec === null ? null : plan.error} />
    </FormDialog>
  );
}

interface ChoicesProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

function Choices({ draft, onChange }: ChoicesProps) {
  const t = useWords();
  const text = (name: "from" | "to" | "atOnce") => ({
    value: draft[name],
    onChange: (event: { target: { value: string } }) => onChange({ ...draft, [name]: event.target.value }),
  });
  const kinds = REPROCESS.map((value) => ({ value, label: t(`backfills.reprocess_${value}`) }));
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label={t("backfills.from")}>
        {(tie) => <TextInput {...tie} {...text("from")} data-autofocus type="datetime-local" required />}
      </Field>
      <Field label={t("backfills.to")}>
        {(tie) => <TextInput {...tie} {...text("to")} type="datetime-local" required />}
      </Field>
      <Field label={t("backfills.existing")}>
        {(tie) => (
          <Select
            {...tie}
            options={kinds}
            value={draft.reprocess}
            onChange={(reprocess) => onChange({ ...draft, reprocess })}
          />
        )}
      </Field>
      <Field label={t("backfills.maxActive")}>
        {(tie) => <TextInput {...tie} {...text("atOnce")} type="number" min={1} required />}
      </Field>
      <label className="flex items-center gap-1">
        <Checkbox
          isChecked={draft.isBackwards}
          onChange={(isBackwards) => onChange({ ...draft, isBackwards })}
          label={t("backfills.newestFirst")}
        />
        {t("backfills.newestFirst")}
      </label>
    </div>
  );
}

/** The last seven days. */
function startDraft(): Draft {
  const format = (at: number) => `${new Date(at).toISOString().slice(0, 10)}T00:00`;
  const now = Date.now();
  return { from: format(now - 7 * DAY), to: format(now), reprocess: "none", atOnce: "10", isBackwards: false };
}

const EMPTY: BackfillSpec = {
  from_date: "",
  to_date: "",
  run_backwards: false,
  reprocess_behavior: "none",
  max_active_runs: 1,
};

/** Null for what makes no range. */
function toSpec({ from, to, reprocess, atOnce, isBackwards }: Draft): BackfillSpec | null {
  const [start, end] = [Date.parse(`${from}Z`), Date.parse(`${to}Z`)];
  const limit = Number(atOnce);
  if (Number.isNaN(start) || Number.isNaN(end) || end < start || !Number.isInteger(limit) || limit < 1) return null;
  return {
    from_date: new Date(start).toISOString(),
    to_date: new Date(end).toISOString(),
    run_backwards: isBackwards,
    reprocess_behavior: reprocess,
    max_active_runs: limit,
  };
}
