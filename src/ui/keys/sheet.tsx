import { Dialog } from "../kit/dialog.tsx";
import { useWords } from "../words/catalogue.ts";
import { KeyCaps } from "./key-caps.tsx";
import { useRegistered, type Shortcut } from "./registry.ts";

const GROUPS: readonly Shortcut["group"][] = ["page", "general", "go"];

/** All keys that do something just now. */
export function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const t = useWords();
  const registered = useRegistered();
  return (
    <Dialog title={t("keys.title")} onClose={onClose} size="wide">
      <div className="gap-x-10 sm:columns-2">
        {GROUPS.map((group) => {
          const shortcuts = registered.filter((shortcut) => shortcut.group === group);
          return shortcuts.length === 0 ? null : <KeyGroup key={group} group={group} shortcuts={shortcuts} />;
        })}
      </div>
    </Dialog>
  );
}

function KeyGroup({ group, shortcuts }: { group: Shortcut["group"]; shortcuts: readonly Shortcut[] }) {
  const t = useWords();
  return (
    <section className="mb-5 break-inside-avoid">
      <h3 className="mb-1 text-xs font-semibold text-ink-3">{t(`keys.${group}`)}</h3>
      <ul>
        {shortcuts.map(({ keys, words }) => (
          <li key={keys} className="flex items-center justify-between gap-4 border-b border-line py-1.5 last:border-0">
            <span>{t(words)}</span>
            <KeyCaps keys={keys} />
          </li>
        ))}
      </ul>
    </section>
  );
}
