import { Icon, type IconName } from "./icon.tsx";

const LOOKS = {
  good: "text-(--state-success-text)",
  warning: "text-warning-ink",
  bad: "text-danger-ink",
  none: "text-ink-3",
} as const;
const ICONS: Readonly<Record<keyof typeof LOOKS, IconName>> = {
  good: "check",
  warning: "warning",
  bad: "close",
  none: "info",
};

/** How something is: a colour, and a sign and a word for whoever does not see it. */
export function Status({ is, words }: { readonly is: keyof typeof LOOKS; readonly words: string }) {
  return (
    <span className={`inline-flex items-center align-top gap-1.5 font-medium ${LOOKS[is]}`}>
      <Icon name={ICONS[is]} size={14} />
      {words}
    </span>
  );
}
