import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ASSET_EVENTS, ASSETS, createEvent, materialize, type Asset } from "../../api/assets.ts";
import { useMay } from "../../api/session.ts";
import { Button } from "../../kit/button.tsx";
import { Field, TextArea } from "../../kit/field.tsx";
import { FormDialog } from "../../kit/form-dialog.tsx";
import { showError, showToast } from "../../kit/toast.tsx";
import { linkToRun } from "../../links.ts";
import { useSearchState } from "../../search-state.ts";
import { useWords } from "../../words/catalogue.ts";

/** To have it brought about, or to say that it was. */
export function Actions({ asset }: { readonly asset: Asset }) {
  const t = useWords();
  const navigate = useNavigate();
  const mayOperate = useMay("operate");
  const [dialog, setDialog] = useSearchState("dialog");
  if (!mayOperate) return null;
  const run = async () => {
    try {
      const { dag_id, dag_run_id } = await materialize(asset.id);
      showToast(t("assets.materialized", { dag: dag_id }));
      await navigate(linkToRun(dag_id, dag_run_id));
    } catch (error) {
      showError(error);
    }
  };
  return (
    <span className="flex flex-wrap gap-2">
      <Button icon="plus" onClick={() => setDialog("event")}>
        {t("assets.createEvent")}
      </Button>
      {asset.producing_tasks.length > 0 && (
        <Button look="primary" icon="play" onClick={() => void run()}>
          {t("assets.materialize")}
        </Button>
      )}
      {dialog === "event" && <EventForm asset={asset} onClose={() => setDialog("")} />}
    </span>
  );
}

function EventForm({ asset, onClose }: { readonly asset: Asset; readonly onClose: () => void }) {
  const t = useWords();
  const queries = useQueryClient();
  const [text, setText] = useState("{}");
  const extra = readObject(text);
  const save = async () => {
    if (extra === null) return;
    await createEvent(asset.id, extra);
    showToast(t("assets.eventMade", { name: asset.name }));
    await Promise.all([ASSETS, ASSET_EVENTS].map((name) => queries.invalidateQueries({ queryKey: ["list", name] })));
  };
  return (
    <FormDialog title={t("assets.createEvent")} isInvalid={extra === null} onClose={onClose} onSubmit={save}>
      <p className="text-ink-2">{t("assets.createEventHint")}</p>
      <Field label={t("assets.extra")} error={extra === null ? t("admin.jsonInvalid") : ""}>
        {(tie) => (
          <TextArea {...tie} data-autofocus rows={5} value={text} onChange={(event) => setText(event.target.value)} />
        )}
      </Field>
    </FormDialog>
  );
}

function readObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}
