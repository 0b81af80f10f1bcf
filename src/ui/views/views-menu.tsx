import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { Button, styleButton } from "../kit/button.tsx";
import { Dialog } from "../kit/dialog.tsx";
import { Field, TextInput } from "../kit/field.tsx";
import { Icon } from "../kit/icon.tsx";
import { Menu } from "../kit/menu.tsx";
import type { Search } from "../search-state.ts";
import { useWords } from "../words/catalogue.ts";
import { readViews, removeView, saveView } from "./saved-views.ts";

/** Filters of a list under a name. A view is only an address, so it can be sent to others as it is. */
export function ViewsMenu({ page }: { readonly page: string }) {
  const t = useWords();
  const navigate = useNavigate();
  const search: Search = useSearch({ strict: false });
  const [views, setViews] = useState(() => readViews(page));
  const [isNaming, setNaming] = useState(false);
  const open = views.map((view) => ({
    label: view.name,
    icon: "bookmark" as const,
    onSelect: () => void navigate({ to: ".", search: view.search }),
  }));
  const remove = views.map(({ name }) => ({
    label: t("dags.removeView", { name }),
    icon: "trash" as const,
    onSelect: () => setViews(removeView(page, name)),
  }));
  const save = [{ label: t("dags.saveView"), icon: "plus" as const, onSelect: () => setNaming(true) }];
  const groups = [{ items: open }, { items: save }, { items: remove }].filter(({ items }) => items.length > 0);
  const keep = (name: string) => {
    setViews(saveView(page, { name, search }));
    setNaming(false);
  };
  return (
    <>
      <Menu
        align="end"
        groups={groups}
        label={t("dags.views")}
        buttonClassName={styleButton()}
        button={
          <>
            <Icon name="bookmark" size={14} />
            <span className="max-2xl:sr-only">{t("dags.views")}</span>
          </>
        }
      />
      {isNaming && <NameDialog onSave={keep} onClose={() => setNaming(false)} />}
    </>
  );
}

interface NameDialogProps {
  readonly onSave: (name: string) => void;
  readonly onClose: () => void;
}

function NameDialog({ onSave, onClose }: NameDialogProps) {
  const t = useWords();
  const [name, setName] = useState("");
  return (
    <Dialog title={t("dags.saveView")} onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          onSave(name.trim());
        }}
      >
        <Field label={t("dags.viewName")}>
          {(tie) => (
            <TextInput
              {...tie}
              data-autofocus=""
              value={name}
              onChange={(event) => setName(event.target.value)}
              required
            />
          )}
        </Field>
        <div className="flex justify-end">
          <Button type="submit" look="primary" disabled={name.trim() === ""}>
            {t("common.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
