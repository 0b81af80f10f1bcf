import { useWords } from "../words/catalogue.ts";

const isMac = navigator.platform.startsWith("Mac");
const NAMES: Readonly<Record<string, string>> = {
  Mod: isMac ? "⌘" : "Ctrl",
  Enter: "↵",
  Escape: "Esc",
  ArrowDown: "↓",
};

/** The keys of a shortcut as they are on the keyboard. */
export function KeyCaps({ keys }: { readonly keys: string }) {
  const t = useWords();
  const caps = keys.split(/[ +]/);
  return (
    <span className="inline-flex items-center gap-1">
      {caps.map((cap, index) => (
        <span key={cap + String(index)} className="inline-flex items-center gap-1">
          {index > 0 && keys.includes(" ") && <span className="text-2xs text-ink-3">{t("keys.andThen")}</span>}
          <kbd className="key">{NAMES[cap] ?? (keys.includes("+") ? cap.toUpperCase() : cap)}</kbd>
        </span>
      ))}
    </span>
  );
}
