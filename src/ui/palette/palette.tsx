import { Command } from "cmdk";
import { useState } from "react";
import { Icon } from "../kit/icon.tsx";
import { useModal } from "../kit/dialog.tsx";
import { StateIcon } from "../kit/state-icon.tsx";
import { KeyCaps } from "../keys/key-caps.tsx";
import { useWords } from "../words/catalogue.ts";
import type { Entry } from "./entry.ts";
import { useEntries } from "./use-entries.ts";

const FRAME =
  "mx-auto mt-[12vh] w-[calc(100vw-1.5rem)] max-w-xl overflow-hidden rounded-xl border border-line bg-raised p-0 text-ink shadow-(--shadow)";
const GROUP =
  "[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-3";

/** One field that leads everywhere: DAGs, runs, pages, and what can be done. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const t = useWords();
  const modal = useModal(onClose);
  const [text, setText] = useState("");
  const groups = useEntries(text);
  const choose = (entry: Entry) => {
    modal.ref.current?.close();
    onClose();
    entry.run();
  };
  return (
    <dialog {...modal} aria-label={t("palette.title")} className={FRAME}>
      <Command label={t("palette.title")} shouldFilter={false} loop>
        <div className="flex items-center gap-2.5 border-b border-line px-3.5">
          <Icon name="search" className="text-ink-3" />
          <Command.Input
            data-autofocus=""
            value={text}
            onValueChange={setText}
            placeholder={t("palette.placeholder")}
            className="h-11 flex-1 bg-transparent text-sm outline-none placeholder:text-ink-3"
          />
        </div>
        <Command.List className="max-h-[min(26rem,60vh)] overflow-auto p-1.5">
          <Command.Empty className="px-3 py-8 text-center text-ink-3">{t("palette.none")}</Command.Empty>
          {groups.map(({ name, entries }) => (
            <Command.Group key={name} heading={t(`palette.${name}`)} className={GROUP}>
              {entries.map((entry) => (
                <Line key={entry.id} entry={entry} onSelect={() => choose(entry)} />
              ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </dialog>
  );
}

function Line({ entry, onSelect }: { readonly entry: Entry; readonly onSelect: () => void }) {
  const { id, label, hint, icon, state, keys } = entry;
  return (
    <Command.Item
      value={id}
      onSelect={onSelect}
      className="flex h-8 cursor-pointer items-center gap-2.5 rounded-md px-2 data-[selected=true]:bg-selected"
    >
      {state === undefined ? <Icon name={icon} size={14} className="text-ink-3" /> : <StateIcon state={state} />}
      <span className="truncate">{label}</span>
      {hint !== undefined && <span className="min-w-0 shrink-[3] truncate text-xs text-ink-3">{hint}</span>}
      <span className="flex-1" />
      {keys !== undefined && <KeyCaps keys={keys} />}
    </Command.Item>
  );
}
